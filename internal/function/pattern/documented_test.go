package pattern_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/function/pattern"
)

// event returns an event whose message is a JSON object.
func event(t testing.TB, message string) map[string]any {
	t.Helper()
	return decode(t, `{"message": `+message+`, "attributes": {}, "topicArn": "arn:aws:sns:eu-central-1:123456789012:shop"}`)
}

func decode(t testing.TB, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
	return v
}

func compile(t testing.TB, text string) *pattern.Pattern {
	t.Helper()
	p, err := pattern.Compile([]byte(text))
	if err != nil {
		t.Fatalf("Compile(%s): %v", text, err)
	}
	return p
}

// instance is the event of EventBridge's documents about patterns.
const instance = `{
	"version": "0",
	"detail-type": "EC2 Instance State-change Notification",
	"source": "aws.ec2",
	"account": "111122223333",
	"time": "2017-12-22T18:43:48Z",
	"region": "us-west-1",
	"resources": ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
	"detail": {"instance-id": "i-1234567890abcdef0", "state": "terminated"}
}`

// ruler is the event of the documents of EventBridge's rule engine.
const ruler = `{
	"source": "aws.ec2", "time": "2017-10-02T16:24:49Z", "region": "us-east-1",
	"resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000"],
	"detail": {"c-count": 5, "d-count": 3, "x-limit": 301.8, "source-ip": "10.0.0.33", "instance-id": "i-000000aaaaaa00000", "state": "running"}
}`

// TestDocumented holds the matcher to the examples of EventBridge's documents.
//
// See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html,
// eb-event-patterns-arrays.html, eb-event-patterns-null-values.html and
// https://github.com/aws/event-ruler
func TestDocumented(t *testing.T) {
	const (
		nulls     = `{"resources": [], "detail": {"eventVersion": "", "responseElements": null}}`
		employees = `{"employees": [{"firstName": "John", "lastName": "Doe"}, {"firstName": "Anna", "lastName": "Smith"}, {"firstName": "Peter", "lastName": "Jones"}]}`
		deeper    = `{"employees": [[{"firstName": "John", "lastName": "Doe"}, {"firstName": "Anna", "lastName": "Smith"}], [{"firstName": "Peter", "lastName": "Jones"}]]}`
		groups    = `{"resources": ["arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:eb56d16b:autoScalingGroupName/ASGTerminate", "arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f"]}`
	)
	tests := []struct {
		name, event, pattern string
		want                 bool
	}{
		{"three fields", instance, `{"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"], "detail": {"state": ["terminated"]}}`, true},
		{"one field differs", instance, `{"source": ["aws.ec2"], "detail": {"state": ["running"]}}`, false},
		{"a field is missing", instance, `{"source": ["aws.ec2"], "detail": {"reason": ["spot"]}}`, false},
		{"one of two values", instance, `{"source": ["aws.fargate", "aws.ec2"]}`, true},
		{"characters, not numbers", instance, `{"account": [111122223333]}`, false},

		{"array: one item is among the values", groups, `{"resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f", "arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f"]}`, true},
		{"array: no item is among the values", groups, `{"resources": ["arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f"]}`, false},
		{"array of objects", employees, `{"employees": {"firstName": ["Anna"]}}`, true},
		{"array of objects: two fields of one item", employees, `{"employees": {"firstName": ["Anna"], "lastName": ["Smith"]}}`, true},
		{"array of objects: fields of two items", employees, `{"employees": {"firstName": ["Anna"], "lastName": ["Jones"]}}`, false},
		{"array in an array", deeper, `{"employees": {"firstName": ["Peter"], "lastName": ["Jones"]}}`, true},
		{"array in an array: fields of two items", deeper, `{"employees": {"firstName": ["John"], "lastName": ["Smith"]}}`, false},

		{"empty string", nulls, `{"detail": {"eventVersion": [""]}}`, true},
		{"null", nulls, `{"detail": {"responseElements": [null]}}`, true},
		{"null is no empty string", nulls, `{"detail": {"responseElements": [""]}}`, false},
		{"an empty string is not null", nulls, `{"detail": {"eventVersion": [null]}}`, false},

		{"prefix", `{"time": "2017-10-02T18:43:48Z"}`, `{"time": [{"prefix": "2017-10-02"}]}`, true},
		{"prefix: another", instance, `{"time": [{"prefix": "2017-10-02"}]}`, false},
		{"prefix: ignoring case", `{"service": "EVENTBridge"}`, `{"service": [{"prefix": {"equals-ignore-case": "EventB"}}]}`, true},
		{"suffix", `{"FileName": "a.png"}`, `{"FileName": [{"suffix": ".png"}]}`, true},
		{"suffix: case counts", `{"FileName": "a.PNG"}`, `{"FileName": [{"suffix": ".png"}]}`, false},
		{"suffix: ignoring case", `{"FileName": "a.PNG"}`, `{"FileName": [{"suffix": {"equals-ignore-case": ".png"}}]}`, true},
		{"equals-ignore-case", `{"detail-type": "ec2 instance STATE-change notification"}`, `{"detail-type": [{"equals-ignore-case": "EC2 Instance State-change Notification"}]}`, true},

		{"anything-but", instance, `{"detail": {"state": [{"anything-but": "initializing"}]}}`, true},
		{"anything-but: the value", instance, `{"detail": {"state": [{"anything-but": "terminated"}]}}`, false},
		{"anything-but: a number", ruler, `{"detail": {"x-limit": [{"anything-but": 123}]}}`, true},
		{"anything-but: strings", ruler, `{"detail": {"state": [{"anything-but": ["stopped", "overloaded"]}]}}`, true},
		{"anything-but: among the strings", ruler, `{"detail": {"state": [{"anything-but": ["stopped", "running"]}]}}`, false},
		{"anything-but: numbers", ruler, `{"detail": {"x-limit": [{"anything-but": [100, 200, 300]}]}}`, true},
		{"anything-but: among the numbers", ruler, `{"detail": {"c-count": [{"anything-but": [100, 5]}]}}`, false},
		{"anything-but: ignoring case", ruler, `{"detail": {"state": [{"anything-but": {"equals-ignore-case": "Running"}}]}}`, false},
		{"anything-but: ignoring case, a list", ruler, `{"detail": {"state": [{"anything-but": {"equals-ignore-case": ["Stopped", "OverLoaded"]}}]}}`, true},
		{"anything-but: prefix", ruler, `{"detail": {"state": [{"anything-but": {"prefix": "init"}}]}}`, true},
		{"anything-but: prefixes", ruler, `{"detail": {"state": [{"anything-but": {"prefix": ["init", "run"]}}]}}`, false},
		{"anything-but: suffix", ruler, `{"detail": {"instance-id": [{"anything-but": {"suffix": "1234"}}]}}`, true},
		{"anything-but: suffixes", ruler, `{"detail": {"instance-id": [{"anything-but": {"suffix": ["1234", "0000"]}}]}}`, false},
		{"anything-but: wildcard", `{"FilePath": "/usr/lib/a.so"}`, `{"FilePath": [{"anything-but": {"wildcard": "*/lib/*"}}]}`, false},
		{"anything-but: wildcards", `{"state": "a/bin/b.sh"}`, `{"state": [{"anything-but": {"wildcard": ["*/bin/*.jar", "*/bin/*.class"]}}]}`, true},
		{"anything-but: a missing field", ruler, `{"detail": {"reason": [{"anything-but": "spot"}]}}`, false},

		{"numeric", ruler, `{"detail": {"c-count": [{"numeric": [">", 0, "<=", 5]}], "d-count": [{"numeric": ["<", 10]}], "x-limit": [{"numeric": ["=", 3.018e2]}]}}`, true},
		{"numeric: at the open bound", ruler, `{"detail": {"c-count": [{"numeric": [">", 0, "<", 5]}]}}`, false},
		{"numeric: no number", ruler, `{"detail": {"state": [{"numeric": [">", 0]}]}}`, false},
		{"price is 100", `{"Price": 100}`, `{"Price": [{"numeric": ["=", 100]}]}`, true},
		{"price between 10 and 20", `{"Price": 20}`, `{"Price": [{"numeric": [">", 10, "<=", 20]}]}`, true},

		{"cidr", ruler, `{"detail": {"source-ip": [{"cidr": "10.0.0.0/24"}]}}`, true},
		{"cidr: another", ruler, `{"detail": {"source-ip": [{"cidr": "10.0.1.0/24"}]}}`, false},

		{"exists", ruler, `{"detail": {"c-count": [{"exists": true}]}}`, true},
		{"exists: missing", instance, `{"detail": {"c-count": [{"exists": true}]}}`, false},
		{"exists false", instance, `{"detail": {"c-count": [{"exists": false}]}}`, true},
		{"exists false: it does", ruler, `{"detail": {"c-count": [{"exists": false}]}}`, false},
		{"exists false: an object is no leaf", `{"detail": {"c-count": {"c1": 100}}}`, `{"detail": {"c-count": [{"exists": false}]}}`, true},
		{"exists: an object is no leaf", `{"detail": {"c-count": {"c1": 100}}}`, `{"detail": {"c-count": [{"exists": true}]}}`, false},

		{"wildcard", `{"FileName": "dir/a/b.png"}`, `{"FileName": [{"wildcard": "dir/*.png"}]}`, true},
		{"wildcard: another folder", `{"FileName": "other/b.png"}`, `{"FileName": [{"wildcard": "dir/*.png"}]}`, false},
		{"wildcard: two", `{"EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/myeventbus"}`, `{"EventBusArn": [{"wildcard": "*:123456789012:event-bus/*"}]}`, true},

		{"$or", `{"source": "aws.cloudwatch", "namespace": "AWS/ES"}`, `{"source": ["aws.cloudwatch"], "$or": [{"metricName": ["CPUUtilization"]}, {"namespace": ["AWS/EC2", "AWS/ES"]}]}`, true},
		{"$or: no alternative", `{"source": "aws.cloudwatch", "namespace": "AWS/S3"}`, `{"source": ["aws.cloudwatch"], "$or": [{"metricName": ["CPUUtilization"]}, {"namespace": ["AWS/EC2", "AWS/ES"]}]}`, false},
		{"$or: the field beside it", `{"source": "aws.s3", "namespace": "AWS/ES"}`, `{"source": ["aws.cloudwatch"], "$or": [{"metricName": ["CPUUtilization"]}, {"namespace": ["AWS/ES"]}]}`, false},
		{"$or of operators", ruler, `{"detail": {"$or": [{"c-count": [{"numeric": [">", 5]}]}, {"d-count": [{"numeric": ["<", 10]}]}, {"x-limit": [{"numeric": ["=", 3.018e2]}]}]}}`, true},
		{"$or in $or", `{"source": "aws.cloudwatch", "metricType": "MetricType", "namespace": "AWS/ES", "spaceId": 1000}`,
			`{"source": ["aws.cloudwatch"], "$or": [{"metricName": ["ReadLatency"]}, {"metricType": ["MetricType"], "namespace": ["AWS/EC2", "AWS/ES"], "$or": [{"metricId": [1234]}, {"spaceId": [1000]}]}, {"scope": ["Service"]}]}`, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := compile(t, `{"message": `+tt.pattern+`}`)
			if got := p.Matches(event(t, tt.event)); got != tt.want {
				t.Errorf("Matches = %t, want %t: %s over %s", got, tt.want, tt.pattern, tt.event)
			}
		})
	}
}

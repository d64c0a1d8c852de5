package delivery_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/internal/function/delivery"
)

// TestEventsOfAWS parses the sample event of each service in the testdata of
// aws-lambda-go: the events of SNS and SQS are parsed, and the error for the event of
// another service names that service.
func TestEventsOfAWS(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-lambda-go").Output()
	if err != nil {
		t.Fatalf("go list -m: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "events", "testdata", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	parsed := map[string]int{}
	for _, file := range files {
		name := filepath.Base(file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		deliveries, err := delivery.Parse(text)
		want := refusal(text)
		switch {
		case want == "" && (err != nil || len(deliveries) == 0):
			t.Errorf("%s: %d messages, %v", name, len(deliveries), err)
		case want == "":
			parsed[name] = len(deliveries)
		case err == nil || err.Error() != want:
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	const all = 104
	if len(files) != all || len(parsed) != 4 || parsed["sns-event.json"] == 0 || parsed["sqs-event.json"] == 0 {
		t.Errorf("%d files, parsed %v; want %d files, and the events of SNS and SQS and two alarms parsed", len(files), parsed, all)
	}
}

// says are the words for some sources.
var says = map[string]string{
	"aws:dynamodb": ", a record of a DynamoDB stream",
	"aws:kafka":    ", records of Kafka",
	"aws:kinesis":  ", a record of a Kinesis data stream",
	"aws:mq":       ", messages of a broker of Amazon MQ",
	"aws:rmq":      ", messages of a broker of Amazon MQ",
	"aws:s3":       ", an event notification of S3",
	"aws:ses":      ", an email of SES",
}

// refusal returns the error for an event; "" for an event of SNS or SQS.
func refusal(text []byte) string {
	const decode = "decode the event: "
	if !json.Valid(text) {
		return decode + "expected valid JSON"
	}
	var event map[string]any // Firehose spells its records in lower case
	if json.Unmarshal(text, &event) != nil {
		return decode + "expected an event of SNS or SQS"
	}
	if records, _ := event["Records"].([]any); len(records) > 0 {
		record, _ := records[0].(map[string]any)
		source, _ := record["EventSource"].(string)
		if source == "" {
			source, _ = record["eventSource"].(string)
		}
		switch source {
		case "aws:sns", "aws:sqs":
			return ""
		default:
			return decode + "/Records/0/EventSource: expected aws:sns or aws:sqs, not " + source + says[source]
		}
	}
	sentence := decode + "/Records: expected the records of an event of SNS or SQS"
	for _, name := range []string{"source", "eventSource"} {
		if source, _ := event[name].(string); source != "" {
			sentence += ", not " + source
			if event["detail-type"] != nil {
				sentence += ", an event of EventBridge"
			}
			sentence += says[source]
		}
	}
	return sentence
}

// TestRefusalHoldsNoData: an error names only services of AWS.
func TestRefusalHoldsNoData(t *testing.T) {
	for _, source := range []string{"Ünal", "aws:Ünal", "aws: someone", "com.example", "aws:" + strings.Repeat("x", 40)} {
		for _, event := range []string{`{"source":"` + source + `"}`, `{"Records":[{"eventSource":"` + source + `"}]}`} {
			_, err := delivery.Parse([]byte(event))
			if err == nil || strings.Contains(err.Error(), ", not ") {
				t.Errorf("%s: %v, want an error without the text", event, err)
			}
		}
	}
}

//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDynctl deploys a stack and uses dynctl beside the aws CLI: each of them finds the
// results of the other.
func TestDynctl(t *testing.T) {
	dataverse, aws := startEmulator(t), startCloud(t)
	secretARN := aws.secret(t, dataverse)
	aws.aws(t, "s3", "mb", "s3://code-bucket")
	command(t, aws.env(), "make", "package", "ARCH="+machine())
	aws.aws(t, "s3", "cp", "dist/function.zip", "s3://code-bucket/function.zip")
	// Not by make deploy: moto makes a stack without outputs of its change set.
	aws.aws(t, "s3", "cp", "template.yaml", "s3://code-bucket/template.yaml")
	aws.aws(t, "cloudformation", "create-stack", "--stack-name", "e2e", "--capabilities", "CAPABILITY_NAMED_IAM",
		"--template-url", aws.endpoint+"/code-bucket/template.yaml",
		"--parameters", "ParameterKey=SecretArn,ParameterValue="+secretARN, "ParameterKey=CodeBucket,ParameterValue=code-bucket",
		"ParameterKey=CodeKey,ParameterValue=function.zip", "ParameterKey=Architecture,ParameterValue="+machine())
	resources, _ := stackResources(t, aws, "e2e")
	dynctl := dynctl{program: build(t, "./cmd/dynctl"), env: append(aws.env(), "DYNCTL_STACK=e2e")}

	t.Run("publish", func(t *testing.T) { dynctl.publish(t, aws, resources["Topic"]) })
	t.Run("dlq", func(t *testing.T) { dynctl.redrive(t, aws, resources["DeadLetterQueue"], resources["Queue"]) })
	t.Run("doctor", func(t *testing.T) { dynctl.examine(t, aws, resources) })
}

// dynctl is the built operators' tool, in an environment of its own.
type dynctl struct {
	program string
	env     []string
}

// report is the output of --json.
type report struct {
	Status string
	Data   json.RawMessage
	Error  *struct{ Code, Message string }
}

func (d dynctl) run(t *testing.T, args ...string) report {
	t.Helper()
	stdout, stderr, err := try(t, d.env, d.program, append(args, "--json")...)
	r := decode[report](t, stdout)
	if (err == nil) != (r.Status == "ok") {
		t.Errorf("dynctl %s: %v, with status %s", strings.Join(args, " "), err, r.Status)
	}
	t.Logf("dynctl %s\n%s%s", strings.Join(args, " "), stdout, stderr)
	return r
}

// publish publishes a file. A queue that the aws CLI subscribed to the topic gets every
// message with its attributes.
func (d dynctl) publish(t *testing.T, aws cloud, topicARN string) {
	queueURL := decode[struct{ QueueUrl string }](t, aws.aws(t, "sqs", "create-queue", "--queue-name", "watch")).QueueUrl
	account := strings.Split(topicARN, ":")[4]
	aws.aws(t, "sns", "subscribe", "--topic-arn", topicARN, "--protocol", "sqs", "--notification-endpoint", "arn:aws:sqs:eu-west-1:"+account+":watch")
	file := filepath.Join(t.TempDir(), "orders.ndjson")
	var lines strings.Builder
	for range 23 {
		lines.WriteString(`{"operation":"delete","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001"}` + "\n")
	}
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r := d.run(t, "publish", file)
	if got := decode[struct{ Published int }](t, string(r.Data)).Published; r.Status != "ok" || got != 23 {
		t.Fatalf("dynctl published %d messages (%s), want 23", got, r.Status)
	}
	if got := depth(t, aws, queueURL); got != "23" {
		t.Errorf("the aws CLI counts %s messages, want 23", got)
	}
	m := take(t, aws, queueURL)
	var envelope struct {
		Message           string
		MessageAttributes map[string]struct{ Value string }
	}
	if err := json.Unmarshal([]byte(m.Body), &envelope); err != nil {
		t.Fatal(err)
	}
	if envelope.MessageAttributes["operation"].Value != "delete" || envelope.MessageAttributes["entitySet"].Value != "leads" {
		t.Errorf("attributes = %v, want operation and entitySet", envelope.MessageAttributes)
	}
}

// redrive lists letters that the aws CLI put into the dead-letter queue, and redrives them.
func (d dynctl) redrive(t *testing.T, aws cloud, deadURL, workURL string) {
	published := anHourAgo()
	letter := func(id, message string) string {
		text, err := json.Marshal(map[string]string{
			"Type": "Notification", "MessageId": id, "TopicArn": "arn:aws:sns:eu-west-1:123456789012:operations",
			"Message": message, "Timestamp": published,
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	const attributes = `{"class":{"DataType":"String","StringValue":"rejected"},"code":{"DataType":"String","StringValue":"0x80040220"},"reason":{"DataType":"String","StringValue":"no"}}`
	for _, id := range []string{"m-1", "m-2"} {
		aws.aws(t, "sqs", "send-message", "--queue-url", deadURL, "--message-attributes", attributes,
			"--message-body", letter(id, `{"operation":"create","entitySet":"contacts","data":{"lastname":"x"}}`))
	}
	aws.aws(t, "sqs", "send-message", "--queue-url", deadURL, "--message-body", letter("m-3", `{"operation":"action","action":"new_RecordSyncRun"}`))

	groups := string(d.run(t, "dlq", "ls").Data)
	if !strings.Contains(groups, `"code":"0x80040220"`) || !strings.Contains(groups, `"entitySet":"contacts"`) {
		t.Errorf("groups = %s, want one of contacts by code", groups)
	}
	if got := depth(t, aws, deadURL); got != "3" {
		t.Errorf("after a look the aws CLI counts %s letters, want 3", got)
	}
	if shown := string(d.run(t, "dlq", "show", "m-1").Data); !strings.Contains(shown, "prv") && !strings.Contains(shown, "privilege") {
		t.Errorf("shown = %s, want what the code means", shown)
	}
	if r := d.run(t, "dlq", "redrive", "--yes"); r.Status != "ok" {
		t.Errorf("redrive: %+v", r.Error)
	}
	if dead, work := depth(t, aws, deadURL), depth(t, aws, workURL); dead != "1" || work != "2" {
		t.Errorf("the aws CLI counts %s letters and %s messages, want the action left and two sent on", dead, work)
	}
	if m := take(t, aws, workURL); !strings.Contains(m.Body, `"MessageId":"m-`) || !strings.Contains(m.Body, published) {
		t.Errorf("sent on: %s, want the envelope", m.Body)
	}
}

// examine checks that the doctor finds the fault, and no fault after the aws CLI has
// corrected it: moto makes no subscription.
func (d dynctl) examine(t *testing.T, aws cloud, resources map[string]string) {
	type layer struct{ Name, Status, Found string }
	layers := func() map[string]layer {
		found := map[string]layer{}
		for _, l := range decode[struct{ Layers []layer }](t, string(d.run(t, "doctor", "--table", "contacts").Data)).Layers {
			found[l.Name] = l
		}
		return found
	}
	if got := layers(); got["subscription"].Status != "failed" || got["WhoAmI"].Status != "ok" || got["deployed code"].Status != "ok" {
		t.Errorf("layers = %v, want all in order but the subscription", got)
	}
	function := decode[struct{ FunctionArn string }](t, aws.aws(t, "lambda", "get-function-configuration", "--function-name", resources["Function"])).FunctionArn
	aws.aws(t, "sns", "subscribe", "--topic-arn", resources["Topic"], "--protocol", "lambda", "--notification-endpoint", function)
	// The limits of moto: it makes no alarms, and returns numbers as strings.
	moto := map[string]string{"alarms": "the stack has no alarms", "event source": "malformed response"}
	for name, l := range layers() {
		isMoto := moto[name] != "" && l.Status == "failed" && strings.Contains(l.Found, moto[name])
		switch {
		case moto[name] != "" && !isMoto:
			t.Errorf("layer %s is %s (%s): moto has learnt it, so take it out of the list here", name, l.Status, l.Found)
		case !isMoto && (l.Status == "failed" || l.Status == "not_checked"):
			t.Errorf("layer %s is %s: %s", name, l.Status, l.Found)
		}
	}
}

// depth is the number of visible messages that the aws CLI reports.
func depth(t *testing.T, aws cloud, queueURL string) string {
	t.Helper()
	return decode[struct{ Attributes map[string]string }](t, aws.aws(t, "sqs", "get-queue-attributes",
		"--queue-url", queueURL, "--attribute-names", "All")).Attributes["ApproximateNumberOfMessages"]
}

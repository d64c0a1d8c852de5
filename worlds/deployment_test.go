//go:build worlds

package worlds

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// modes are the values of the template's parameter Delivery.
var modes = []string{"direct", "queued", "ordered"}

// TestDeployment deploys the stripped template in each mode of Delivery to MiniStack with
// the real aws CLI, and uses each stack as a publisher and an operator do. MiniStack runs
// the compiled function, enforces the permissions of its role, and gives it the messages
// of the topic and the queue. Dataverse is the emulator.
func TestDeployment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	program := filepath.Join(root(t), "dist", "dynctl")
	template := w.strip(t, Cuts(nil))
	var stacks []dynctl
	for _, mode := range modes {
		t.Run("deploy "+mode, func(t *testing.T) {
			stacks = append(stacks, dynctl{program: program, stack: w.deploy(t, "worlds-"+mode, template, w.parameters("Delivery="+mode, "Outcomes=all")...)})
		})
	}
	if len(stacks) < len(modes) {
		t.FailNow()
	}
	for _, d := range stacks {
		t.Run("use "+d.name, func(t *testing.T) {
			t.Run("aws sns publish", func(t *testing.T) { w.publish(t, d) })
			t.Run("dynctl outcomes", func(t *testing.T) { w.outcome(t, d) })
			t.Run("dynctl doctor", func(t *testing.T) { w.examine(t, d) })
			t.Run("dynctl dlq", func(t *testing.T) { w.deadLetter(t, d) })
		})
	}
	t.Run("outage", func(t *testing.T) { w.outage(t, stacks) })
	t.Run("known differences", func(t *testing.T) { w.knownDifferences(t, stacks[2]) })
	t.Run("failed invocation", func(t *testing.T) { failedInvocation(t, stacks[0]) })
	t.Run("permissions are in force", func(t *testing.T) { w.denied(t, program) })
}

// world is MiniStack in place of AWS, and the emulator in place of Dataverse.
type world struct {
	server
	dataverse *emulator.Server
	secretARN string
	alarms    string // the ARN of the topic that all alarms tell
}

// newWorld starts both, stores the secret, and uploads the function's zip file, which
// `make worlds` builds.
func newWorld(t *testing.T) world {
	t.Helper()
	dataverse, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dataverse.Close() })
	w := world{server: startMiniStack(t), dataverse: dataverse}
	c := dataverse.Connection()
	secret, err := json.Marshal(map[string]string{
		"tenantId": c.TenantID, "clientId": c.ClientID, "clientSecret": c.ClientSecret,
		"serviceRootUrl": c.ServiceRootURL, "authorityHost": c.AuthorityHost,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.secretARN = decode[struct{ ARN string }](t, w.aws(t, "secretsmanager", "create-secret", "--name", "dynamics", "--secret-string", string(secret))).ARN
	w.alarms = decode[struct{ TopicArn string }](t, w.aws(t, "sns", "create-topic", "--name", "alarms")).TopicArn
	w.aws(t, "s3", "mb", "s3://code-bucket")
	w.aws(t, "s3", "cp", "--no-progress", "dist/function.zip", "s3://code-bucket/function.zip")
	return w
}

// strip writes the template without what MiniStack lacks, and returns the file's path.
func (w world) strip(t *testing.T, cuts []Cut) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cuts {
		t.Logf("stripped: %s: %s", c.Name, c.Reason)
	}
	stripped, err := Strip(text, cuts)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "template.json", string(stripped))
}

// parameters are the template's, as NAME=VALUE.
func (w world) parameters(more ...string) []string {
	return append([]string{"SecretArn=" + w.secretARN, "CodeBucket=code-bucket", "CodeKey=function.zip", "Architecture=" + machine(), "AlarmTopicArn=" + w.alarms,
		// What the tests publish, and what the role of the application user gives: dynctl doctor has no warning.
		"AllowedOperations=create,update,upsert,delete", "AllowedTables=contacts", "AllowImpersonation=yes"}, more...)
}

// write writes a file for the time of the test, and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// contact is a message that creates a contact of a last name.
func contact(name string) string {
	return fmt.Sprintf(`{"operation":"create","entitySet":"contacts","data":{"lastname":%q}}`, name)
}

// count counts the contacts of a last name.
func (w world) count(t *testing.T, name string) int {
	t.Helper()
	rows, err := w.dataverse.Rows("contacts")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, row := range rows {
		if decode[struct{ LastName string }](t, string(row)).LastName == name {
			found++
		}
	}
	return found
}

// arrives waits until there is one contact of a last name.
func (w world) arrives(t *testing.T, name string) {
	t.Helper()
	eventually(t, "there is one contact "+name, func() error {
		if n := w.count(t, name); n != 1 {
			return fmt.Errorf("there are %d", n)
		}
		return nil
	})
}

// publish publishes a message with the aws CLI, and follows it to its row and its line
// in the log.
func (w world) publish(t *testing.T, d dynctl) {
	arguments := []string{"sns", "publish", "--topic-arn", d.outputs["TopicArn"], "--message", contact(d.name)}
	if strings.HasSuffix(d.outputs["TopicArn"], ".fifo") {
		arguments = append(arguments, "--message-group-id", "g", "--message-deduplication-id", "d")
	}
	id := decode[struct{ MessageId string }](t, d.aws(t, arguments...)).MessageId
	w.arrives(t, d.name)
	lines := d.traced(t, id, "the outcome done", ends("done"))
	received := 1
	if strings.HasSuffix(d.name, "direct") {
		received = 0 // SNS invoked the function
	}
	if len(lines) != 1 || lines[0].Received > 1 || received == 0 && lines[0].Received != 0 {
		t.Errorf("trace = %+v, want one line of the first delivery", lines)
	}
}

// examine checks that the doctor finds no fault in the stack.
func (w world) examine(t *testing.T, d dynctl) {
	data := d.must(t, "doctor", "--table", "contacts", "--zip", "dist/function.zip")
	checked := 0
	for _, l := range decode[struct {
		Layers []struct{ Name, Status, Found string }
	}](t, data).Layers {
		if l.Status != "ok" {
			t.Errorf("%s is %s: %s", l.Name, l.Status, l.Found)
		}
		checked++
	}
	if checked < 12 {
		t.Errorf("the doctor examined %d layers, want 12 at least: %s", checked, data)
	}
}

// deadLetter publishes a file with dynctl: a good message, and a message with a column
// that does not exist. The bad message becomes a dead letter, also after a redrive.
func (w world) deadLetter(t *testing.T, d dynctl) {
	name := d.name + "-file"
	file := write(t, "messages.ndjson", contact(name)+"\n"+`{"operation":"create","entitySet":"contacts","data":{"nosuchcolumn":1}}`+"\n")
	if got := decode[struct{ Published int }](t, d.must(t, "publish", file)).Published; got != 2 {
		t.Fatalf("dynctl published %d messages, want 2", got)
	}
	w.arrives(t, name)
	const code = `"code":"0x80048d19"`
	d.letters(t, 1, code)
	listed := d.must(t, "dlq", "ls")
	groups := decode[struct {
		Groups []struct{ MessageID, Class, EntitySet string }
	}](t, listed).Groups
	if len(groups) != 1 || groups[0].Class != "rejected" || groups[0].EntitySet != "contacts" {
		t.Fatalf("dlq ls: %s, want one rejected create of a contact", listed)
	}
	id := groups[0].MessageID
	d.traced(t, id, "the outcome dead-letter", ends("dead-letter"))
	if shown := d.must(t, "dlq", "show", id); !strings.Contains(shown, "nosuchcolumn") {
		t.Errorf("dlq show: %s, want the message", shown)
	}
	if got := decode[struct{ Letters int }](t, d.must(t, "dlq", "redrive", "--yes")).Letters; got != 1 {
		t.Errorf("redrive sent %d letters, want 1", got)
	}
	d.traced(t, id, "two dead letters", func(lines []line) bool { return len(lines) == 2 && ends("dead-letter")(lines) })
	d.letters(t, 1, code)
	d.must(t, "dlq", "purge", "--yes", "--where", "class=rejected", "--export", filepath.Join(t.TempDir(), "letters.ndjson"))
	d.letters(t, 0, "")
}

// outage lets Dataverse respond with 503 until each stack has given up a message for a
// later attempt, and wants each message to be applied once afterwards.
func (w world) outage(t *testing.T, stacks []dynctl) {
	if err := w.dataverse.SetFault("503", emulator.EveryRequest); err != nil {
		t.Fatal(err)
	}
	defer w.dataverse.ClearFaults()
	ids := map[string]string{}
	for _, d := range stacks {
		file := write(t, "message.ndjson", contact(d.name+"-outage"))
		d.must(t, "publish", file)
	}
	for _, d := range stacks {
		ids[d.name] = d.waiting(t)
		lines := d.traced(t, ids[d.name], "the outcome retry", ends("retry"))
		if l := lines[0]; l.Class != "unavailable" || l.Status != 503 || l.Tries < 2 {
			t.Errorf("%s: the first line is %+v, want some attempts and the response 503", d.name, l)
		}
		if n := w.count(t, d.name+"-outage"); n != 0 {
			t.Errorf("%s: there are %d rows during the outage", d.name, n)
		}
	}
	w.dataverse.ClearFaults()
	for _, d := range stacks {
		w.arrives(t, d.name+"-outage")
		lines := d.traced(t, ids[d.name], "the outcome done", ends("done"))
		t.Logf("%s: %+v", d.name, lines)
		d.letters(t, 0, "")
	}
}

// waiting returns the MessageId of the message that the function could not apply. MiniStack
// ignores the pattern of a filter of the log, so the lines are filtered here.
func (d dynctl) waiting(t *testing.T) string {
	t.Helper()
	id := ""
	eventually(t, d.name+" logs a message with the outcome retry", func() error {
		logged := d.aws(t, "logs", "filter-log-events", "--log-group-name", d.outputs["LogGroupName"])
		for _, e := range decode[struct{ Events []struct{ Message string } }](t, logged).Events {
			var l struct{ MessageID, Outcome string }
			if json.Unmarshal([]byte(e.Message), &l) == nil && l.Outcome == "retry" {
				id = l.MessageID
			}
		}
		if id == "" {
			return errors.New("there is no such line")
		}
		return nil
	})
	return id
}

// failedInvocation invokes the function asynchronously with an event that is not of SNS
// or SQS. The function refuses the event, Lambda repeats the invocation, and the record of
// the failure reaches the dead-letter queue by the function's destination.
func failedInvocation(t *testing.T, d dynctl) {
	d.aws(t, "lambda", "invoke", "--function-name", d.outputs["FunctionName"], "--invocation-type", "Event",
		"--payload", `{"no":"event"}`, filepath.Join(t.TempDir(), "response"))
	d.letters(t, 1, "")
	t.Logf("the record: %s", d.must(t, "dlq", "ls"))
}

// denied checks that a function whose role may not read the secret fails. Without it,
// TestDeployment would say nothing about permissions.
func (w world) denied(t *testing.T, program string) {
	template := w.strip(t, append(Cuts(nil), Cut{
		"statement ReadSecret", "a function without this permission must fail",
		func(t template) int { return t.removeRoleStatements("ReadSecret") },
	}))
	d := dynctl{program: program, stack: w.deploy(t, "worlds-denied", template, w.parameters("Delivery=queued")...)}
	d.must(t, "publish", write(t, "message.ndjson", contact("denied")))
	lines := d.traced(t, d.waiting(t), "the outcome retry", ends("retry"))
	if l := lines[0]; l.Class != "misconfigured" || !strings.Contains(l.Error, "AccessDenied") {
		t.Errorf("the first line is %+v, want AccessDenied", l)
	}
	if n := w.count(t, "denied"); n != 0 {
		t.Errorf("there are %d rows", n)
	}
}

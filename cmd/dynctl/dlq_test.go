package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sns-dynamics/internal/awsemulator"
)

// dlqCommands are the commands of scripts about dead letters:
//
//	deployment direct|ordered LETTERS   a stack with the letters of a file in its queues
//	fault N OPERATION CODE              the next calls fail; lose instead of a code: no response
//	interrupts OPERATION N COMMAND…     it is sent Ctrl-C at that call
//	queued QUEUE FILE                   what is in a queue, a line for each message
//	function ERROR                      the deployed function fails with that text
func dlqCommands() map[string]func(*testscript.TestScript, bool, []string) {
	d := &deployments{clouds: map[*testscript.TestScript]*awsemulator.Cloud{}}
	return map[string]func(*testscript.TestScript, bool, []string){
		"deployment": d.start, "fault": d.fault, "interrupts": d.interrupts, "queued": d.queued, "function": d.function,
	}
}

// deployments are the deployments of the running scripts.
type deployments struct {
	mu     sync.Mutex
	clouds map[*testscript.TestScript]*awsemulator.Cloud
}

func (d *deployments) of(ts *testscript.TestScript) *awsemulator.Cloud {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.clouds[ts]
}

// testLetter is a letter in a script.
type testLetter struct {
	Queue      string // "" means the queue dead
	ID         string
	Body       json.RawMessage // a string, or an object that stands for the text of the body
	Attributes map[string]string
	Group      string
	Source     string // name of the queue that it was redriven from
	Sent       time.Time
}

func (l testLetter) message() awsemulator.Message {
	m := awsemulator.Message{ID: l.ID, Body: string(l.Body), Group: l.Group, Sent: l.Sent, Attributes: map[string]awsemulator.Attribute{}}
	if text := ""; json.Unmarshal(l.Body, &text) == nil {
		m.Body = text
	}
	if l.Source != "" {
		m.Source = awsemulator.QueueARN(l.Source)
	}
	for name, value := range l.Attributes {
		m.Attributes[name] = awsemulator.Attribute{DataType: "String", StringValue: value}
	}
	return m
}

func (d *deployments) start(ts *testscript.TestScript, _ bool, args []string) {
	// The times of the letters in the scripts are near this time.
	noon := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	cloud, err := awsemulator.Start(awsemulator.Options{Now: func() time.Time { return noon }})
	ts.Check(err)
	ts.Defer(func() {
		if err := cloud.Close(); err != nil {
			ts.Logf("%v", err)
			ts.Fatalf("the script asked AWS for what it does not have")
		}
	})
	d.mu.Lock()
	d.clouds[ts] = cloud
	d.mu.Unlock()
	suffix := ""
	if args[0] == "ordered" {
		suffix = ".fifo"
	}
	queues := map[string]string{"dead": cloud.AddQueue("dead", nil), "work": cloud.AddQueue("work"+suffix, nil)}
	outputs := map[string]string{"DeadLetterQueueUrl": queues["dead"], "QueueUrl": queues["work"], "FunctionName": "function"}
	if args[0] == "ordered" {
		queues["ordered"] = cloud.AddQueue("ordered.fifo", nil)
		outputs["OrderedDeadLetterQueueUrl"] = queues["ordered"]
	}
	cloud.AddFunction(awsemulator.Function{Name: "function"})
	cloud.AddStack(awsemulator.Stack{Name: "sns-dynamics", Outputs: outputs, Parameters: map[string]string{"Delivery": args[0]}})
	var letters []testLetter
	text := ts.ReadFile(args[1])
	ts.Check(json.Unmarshal([]byte(text), &letters))
	for _, l := range letters {
		name := l.Queue
		if name == "" {
			name = "dead"
		}
		cloud.Put(queues[name], l.message())
	}
	for _, variable := range append(cloud.Env(), "DYNCTL_STACK=sns-dynamics") {
		name, value, _ := strings.Cut(variable, "=")
		ts.Setenv(name, value)
	}
}

func (d *deployments) fault(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	f := awsemulator.Fault{Operation: args[1], Code: args[2], Message: "of the test"}
	if args[2] == "lose" {
		f = awsemulator.Fault{Operation: args[1], Drop: true, After: true}
	}
	d.of(ts).Fail(n, f)
}

// interrupts runs a command and sends it Ctrl-C before the n-th call of an operation is
// carried out. It requires exit code 130. It writes the output to the files stdout and
// stderr.
func (d *deployments) interrupts(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var stdout, stderr bytes.Buffer
	path, err := lookPath(ts.Getenv("PATH"), args[2])
	ts.Check(err)
	cmd := exec.Command(path, args[3:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.Getenv("WORK"), &stdout, &stderr
	cmd.Env = append(d.of(ts).Env(), "DYNCTL_STACK=sns-dynamics")
	started := make(chan struct{})
	var calls atomic.Int32
	d.of(ts).OnCall(func(c awsemulator.Call, done bool) bool {
		if c.Operation == args[0] && !done && int(calls.Add(1)) == n {
			<-started
			cmd.Process.Signal(os.Interrupt)
			return false // the client tries again later, after the interruption
		}
		return true
	})
	defer d.of(ts).OnCall(nil)
	ts.Check(cmd.Start())
	close(started)
	cmd.Wait()
	ts.Check(os.WriteFile(ts.MkAbs("stdout"), stdout.Bytes(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("stderr"), stderr.Bytes(), 0o600))
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		ts.Fatalf("interrupted, it ended with %d: %s", code, stderr.String())
	}
}

func lookPath(path, name string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		if file := filepath.Join(dir, name); isFile(file) {
			return file, nil
		}
	}
	return "", fmt.Errorf("no %s in %s", name, path)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// queued writes the messages of a queue to a file: whether each is in flight, its group, and
// MessageId and message of the envelope, or else the body.
func (d *deployments) queued(ts *testscript.TestScript, _ bool, args []string) {
	var lines []string
	for _, m := range d.of(ts).Messages("https://sqs." + awsemulator.Region + ".amazonaws.com/" + awsemulator.Account + "/" + args[0]) {
		line := m.Body
		var e struct {
			MessageID string `json:"MessageId"`
			Message   string
		}
		if json.Unmarshal([]byte(m.Body), &e) == nil && e.MessageID != "" {
			line = e.MessageID + " " + e.Message
		}
		if m.Group != "" {
			line = "group " + m.Group + " " + line
		}
		if m.InFlight {
			line = "in flight: " + line
		}
		lines = append(lines, line+"\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(lines, "")), 0o600))
}

func (d *deployments) function(ts *testscript.TestScript, _ bool, args []string) {
	d.of(ts).AddFunction(awsemulator.Function{Name: "function", Handler: func([]byte) ([]byte, string) {
		return fmt.Appendf(nil, `{"errorMessage":%q,"errorType":"errorString"}`, args[0]), "Unhandled"
	}})
}

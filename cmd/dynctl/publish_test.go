package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/testscript"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/durable"
)

// publishCommands are the commands of scripts about publishing:
//
//	topic NAME [BYTES]                an account with that topic, which takes so many bytes, and the environment that leads to it
//	topicstack NAME [BYTES]           a stack of that name whose output is the topic, with that MaximumMessageSize
//	requestsfail N CODE STATUS        the next requests fail; drop and lose instead of a code: no response
//	entriesfail N CODE sender|service so many entries of the next requests fail
//	publishinterrupted N ARGS…        dynctl is sent Ctrl-C with that request under way, and
//	                                  prints into interrupted.out and interrupted.err
//	journalinuse FILE                 another run has that journal
//	published FILE                    what the topic took, a line each: group, attributes, message
//	lines FILE N TEXT                 a file of so many lines; # in the text is the number
//	sized FILE BYTES                  a message of that size, with its attributes
func publishCommands() map[string]func(*testscript.TestScript, bool, []string) {
	c := &topics{clouds: map[*testscript.TestScript]*awsemulator.Cloud{}, arns: map[*testscript.TestScript]string{}}
	return map[string]func(*testscript.TestScript, bool, []string){
		"topic": c.start, "topicstack": c.stack, "requestsfail": c.failRequests, "entriesfail": c.failEntries,
		"publishinterrupted": c.interrupt, "published": c.published, "journalinuse": useJournal, "lines": writeLines, "sized": writeSized,
	}
}

// topics are the topics of the running scripts.
type topics struct {
	mu     sync.Mutex
	clouds map[*testscript.TestScript]*awsemulator.Cloud
	arns   map[*testscript.TestScript]string
}

func (c *topics) of(ts *testscript.TestScript) (*awsemulator.Cloud, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clouds[ts], c.arns[ts]
}

func (c *topics) start(ts *testscript.TestScript, _ bool, args []string) {
	cloud, err := awsemulator.Start(awsemulator.Options{})
	ts.Check(err)
	ts.Defer(func() { ts.Check(cloud.Close()) })
	c.mu.Lock()
	c.clouds[ts], c.arns[ts] = cloud, cloud.AddTopic(args[0], maximumMessageSize(args))
	c.mu.Unlock()
	for _, variable := range append(cloud.Env(), "TMPDIR="+ts.Getenv("WORK")) {
		name, value, _ := strings.Cut(variable, "=")
		ts.Setenv(name, value)
	}
}

func (c *topics) stack(ts *testscript.TestScript, _ bool, args []string) {
	cloud, topic := c.of(ts)
	cloud.AddStack(awsemulator.Stack{Name: args[0], Parameters: maximumMessageSize(args), Outputs: map[string]string{"TopicArn": topic}})
}

// maximumMessageSize is the second argument, if there is one, as a parameter or an attribute.
func maximumMessageSize(args []string) map[string]string {
	if len(args) < 2 {
		return nil
	}
	return map[string]string{"MaximumMessageSize": args[1]}
}

func (c *topics) failRequests(ts *testscript.TestScript, _ bool, args []string) {
	cloud, _ := c.of(ts)
	f := awsemulator.Fault{Service: awsemulator.SNS, Code: args[1]}
	switch args[1] {
	case "drop":
		f.Drop = true
	case "lose":
		f.Drop, f.After = true, true
	default:
		f.Status = number(ts, args[2])
	}
	cloud.Fail(number(ts, args[0]), f)
}

func (c *topics) failEntries(ts *testscript.TestScript, _ bool, args []string) {
	cloud, _ := c.of(ts)
	cloud.FailEntries(number(ts, args[0]), awsemulator.EntryFault{Code: args[1], SenderFault: args[2] == "sender"})
}

func (c *topics) interrupt(ts *testscript.TestScript, _ bool, args []string) {
	cloud, _ := c.of(ts)
	var path string
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, "dynctl")); err == nil {
			path = filepath.Join(dir, "dynctl")
			break
		}
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.Env = ts.Getenv("WORK"), &stdout, &stderr, append(cloud.Env(), "TMPDIR="+ts.Getenv("WORK"))
	started := make(chan struct{})
	n, requests := number(ts, args[0]), atomic.Int32{}
	cloud.OnCall(func(call awsemulator.Call, done bool) bool {
		if call.Operation == "PublishBatch" && !done && int(requests.Add(1)) == n {
			<-started
			ts.Check(cmd.Process.Signal(os.Interrupt))
		}
		return true
	})
	defer cloud.OnCall(nil)
	ts.Check(cmd.Start())
	close(started)
	_ = cmd.Wait() // the exit code is checked below
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.out"), stdout.Bytes(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.err"), stderr.Bytes(), 0o600))
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitInterrupted {
		ts.Fatalf("interrupted, it ended with %d: %s", code, &stderr)
	}
}

func (c *topics) published(ts *testscript.TestScript, _ bool, args []string) {
	cloud, topic := c.of(ts)
	var b strings.Builder
	for _, p := range cloud.Published(topic) {
		if p.Group != "" {
			b.WriteString(p.Group + " ")
		}
		fmt.Fprintln(&b, p.Attributes["operation"].StringValue, p.Attributes["entitySet"].StringValue, p.Message)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

// useJournal locks a journal as a run does.
func useJournal(ts *testscript.TestScript, _ bool, args []string) {
	lock, err := durable.Lock(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { lock.Close() })
}

func writeLines(ts *testscript.TestScript, _ bool, args []string) {
	var b strings.Builder
	for i := range number(ts, args[1]) {
		b.WriteString(strings.ReplaceAll(args[2], "#", strconv.Itoa(i+1)) + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

func writeSized(ts *testscript.TestScript, _ bool, args []string) {
	const head, tail, attributes = `{"operation":"delete","entitySet":"leads","key":{"a":1},"tag":"`, `"}`, "operationStringdeleteentitySetStringleads"
	text := head + strings.Repeat("x", number(ts, args[1])-len(head)-len(tail)-len(attributes)) + tail
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

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
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"

	"sns-dynamics/internal/awstest"
)

// publishCommands are what a script about publishing needs around it:
//
//	topic NAME                        an account with that topic, and the environment that leads to it
//	topicstack NAME                   a stack of that name whose output is the topic
//	requestsfail N CODE STATUS        the next requests fail; drop and lose instead of a code: no answer
//	entriesfail N CODE sender|service so many entries of the next requests fail
//	publishinterrupted N ARGS…        dynctl is sent Ctrl-C with that request under way, and
//	                                  prints into interrupted.out and interrupted.err
//	journalinuse FILE                 another run has that journal
//	published FILE                    what the topic took, a line each: group, attributes, message
//	lines FILE N TEXT                 a file of so many lines; # in the text is the number
func publishCommands() map[string]func(*testscript.TestScript, bool, []string) {
	c := &topics{clouds: map[*testscript.TestScript]*awstest.Cloud{}, arns: map[*testscript.TestScript]string{}}
	return map[string]func(*testscript.TestScript, bool, []string){
		"topic": c.start, "topicstack": c.stack, "requestsfail": c.failRequests, "entriesfail": c.failEntries,
		"publishinterrupted": c.interrupt, "published": c.published, "journalinuse": useJournal, "lines": writeLines,
	}
}

// topics are those of the scripts that run.
type topics struct {
	mu     sync.Mutex
	clouds map[*testscript.TestScript]*awstest.Cloud
	arns   map[*testscript.TestScript]string
}

func (c *topics) of(ts *testscript.TestScript) (*awstest.Cloud, string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clouds[ts], c.arns[ts]
}

func (c *topics) start(ts *testscript.TestScript, _ bool, args []string) {
	cloud, err := awstest.Start(awstest.Options{})
	ts.Check(err)
	ts.Defer(func() { ts.Check(cloud.Close()) })
	c.mu.Lock()
	c.clouds[ts], c.arns[ts] = cloud, cloud.AddTopic(args[0], nil)
	c.mu.Unlock()
	for _, variable := range append(cloud.Env(), "TMPDIR="+ts.Getenv("WORK")) {
		name, value, _ := strings.Cut(variable, "=")
		ts.Setenv(name, value)
	}
}

func (c *topics) stack(ts *testscript.TestScript, _ bool, args []string) {
	cloud, topic := c.of(ts)
	cloud.AddStack(awstest.Stack{Name: args[0], Outputs: map[string]string{"TopicArn": topic}})
}

func (c *topics) failRequests(ts *testscript.TestScript, _ bool, args []string) {
	cloud, _ := c.of(ts)
	f := awstest.Fault{Service: awstest.SNS, Code: args[1]}
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
	cloud.FailEntries(number(ts, args[0]), awstest.EntryFault{Code: args[1], SenderFault: args[2] == "sender"})
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
	cloud.OnCall(func(call awstest.Call, done bool) bool {
		if call.Operation == "PublishBatch" && !done && int(requests.Add(1)) == n {
			<-started
			ts.Check(cmd.Process.Signal(os.Interrupt))
		}
		return true
	})
	defer cloud.OnCall(nil)
	ts.Check(cmd.Start())
	close(started)
	_ = cmd.Wait() // its exit code says more
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.out"), stdout.Bytes(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.err"), stderr.Bytes(), 0o600))
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
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

// useJournal holds the lock that a run holds.
func useJournal(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { f.Close() })
	ts.Check(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))
}

func writeLines(ts *testscript.TestScript, _ bool, args []string) {
	var b strings.Builder
	for i := range number(ts, args[1]) {
		b.WriteString(strings.ReplaceAll(args[2], "#", strconv.Itoa(i+1)) + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

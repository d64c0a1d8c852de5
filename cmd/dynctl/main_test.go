package main

import (
	"errors"
	"flag"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dynctl": watched})
}

func TestScripts(t *testing.T) {
	commands := map[string]func(*testscript.TestScript, bool, []string){
		"exits":    exits,
		"logs":     startLogs,
		"metadata": startMetadata,
		"steady":   steady,
	}
	maps.Copy(commands, publishCommands())
	maps.Copy(commands, deploymentCommands())
	maps.Copy(commands, dlqCommands())
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Cmds:                commands,
		Setup:               keepOutput(t),
	})
}

// update rewrites the expected output in the scripts.
var update = flag.Bool("update", false, "write the output into testdata/script: go test ./cmd/dynctl -update")

// exits runs a command that must fail with the given exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || strconv.Itoa(exit.ExitCode()) != args[0] {
		ts.Fatalf("%v ended with %v, want exit code %s", args[1:], err, args[0])
	}
}

// steady replaces the parts of a file that differ between runs by names: ids and times of
// the emulator.
func steady(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		file := ts.MkAbs(name)
		text, err := os.ReadFile(file)
		ts.Check(err)
		for _, r := range []struct{ pattern, by string }{
			{`(annotationid|activityid|contactid|new_orderid)="[0-9a-f-]{36}"`, `$1="{made up}"`},
			{`actualclosedate="[0-9-]{10}"`, `actualclosedate="{today}"`},
			{`_objectid_value="[0-9a-f-]{36}"`, `_objectid_value="{made up}"`},
			{`127\.0\.0\.1:[0-9]+`, `127.0.0.1:PORT`},
			{`"version":"[0-9a-f-]{36}"`, `"version":"{made up}"`},
			{`(state=|"state":")[A-Z2-7]{26}`, `$1{random}`},
			{regexp.QuoteMeta(ts.Getenv("WORK")), `$$WORK`},
		} {
			text = regexp.MustCompile(r.pattern).ReplaceAll(text, []byte(r.by))
		}
		ts.Check(os.WriteFile(file, text, 0o600))
	}
}

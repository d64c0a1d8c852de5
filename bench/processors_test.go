package main

import (
	"os/exec"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumbers(t *testing.T) {
	for list, want := range map[string][]string{
		"0": {"0"}, "0-3": {"0", "1", "2", "3"}, "1,3-4,9": {"1", "3", "4", "9"}, "": nil, "a": nil, "1-": nil,
	} {
		got, err := numbers(list)
		if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (want != nil) {
			t.Errorf("%q: %v (-want +got):\n%s", list, err, diff)
		}
	}
}

// TestSeparate wants one processor for this process and its programs, and another for the
// emulator, until the end.
func TestSeparate(t *testing.T) {
	if _, err := exec.LookPath("taskset"); err != nil || runtime.GOOS != "linux" {
		t.Skip("no taskset")
	}
	before, err := allowed()
	if err != nil {
		t.Fatal(err)
	}
	if len(before) < 2 {
		t.Skip("one processor")
	}
	procs := runtime.GOMAXPROCS(0)
	apart, err := separate()
	if err != nil {
		t.Fatal(err)
	}
	during, err := allowed()
	if err != nil || len(during) != 1 || slices.Contains(during, apart.emulator) {
		t.Errorf("on processors %v, %v; want one beside %s", during, err, apart.emulator)
	}
	out, err := onProcessor(apart.emulator, "grep", "Cpus_allowed_list", "/proc/self/status").Output()
	if want := "Cpus_allowed_list:\t" + apart.emulator + "\n"; err != nil || string(out) != want {
		t.Errorf("the emulator has %q, %v; want %q", out, err, want)
	}
	if err := apart.end(); err != nil {
		t.Fatal(err)
	}
	if after, err := allowed(); err != nil || cmp.Diff(before, after) != "" || runtime.GOMAXPROCS(0) != procs {
		t.Errorf("on processors %v after the end, %v; want %v", after, err, before)
	}
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	template, err := render()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name       string
		args       []string
		before     []byte // nil means no file
		wantStatus int
		wantStderr string
		wantAfter  []byte
	}{
		{name: "writes", wantStatus: exitOK, wantAfter: template},
		{name: "overwrites", before: []byte("old"), wantStatus: exitOK, wantAfter: template},
		{name: "check current", args: []string{"-check"}, before: template, wantStatus: exitOK, wantAfter: template},
		{name: "check stale", args: []string{"-check"}, before: []byte("old"), wantStatus: exitError, wantStderr: "run make template", wantAfter: []byte("old")},
		{name: "check missing", args: []string{"-check"}, wantStatus: exitError, wantStderr: "no such file"},
		{name: "unknown flag", args: []string{"-x"}, wantStatus: exitUsage, wantStderr: "-x"},
		{name: "argument", args: []string{"x"}, wantStatus: exitUsage, wantStderr: `unexpected argument "x"`},
		{name: "help", args: []string{"-h"}, wantStatus: exitOK, wantStderr: "-check"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "template.yaml")
			if tt.before != nil {
				if err := os.WriteFile(file, tt.before, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var stdout, stderr strings.Builder
			if got := run(append([]string{"-o", file}, tt.args...), &stdout, &stderr); got != tt.wantStatus {
				t.Errorf("run(%q) = %d, want %d; stderr: %s", tt.args, got, tt.wantStatus, stderr.String())
			}
			if !strings.Contains(stderr.String(), tt.wantStderr) {
				t.Errorf("stderr = %q, want %q in it", stderr.String(), tt.wantStderr)
			}
			after, _ := os.ReadFile(file)
			if !bytes.Equal(after, tt.wantAfter) {
				t.Errorf("file holds %.40q, want %.40q", after, tt.wantAfter)
			}
		})
	}
}

func TestRunCannotWrite(t *testing.T) {
	var stdout, stderr strings.Builder
	file := filepath.Join(t.TempDir(), "no", "such", "directory")
	if got := run([]string{"-o", file}, &stdout, &stderr); got != exitError {
		t.Errorf("run = %d, want %d", got, exitError)
	}
	if stderr.Len() == 0 {
		t.Error("stderr is empty, want the reason")
	}
}

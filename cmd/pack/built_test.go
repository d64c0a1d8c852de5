package main

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	good := []debug.BuildSetting{
		{Key: "-buildmode", Value: "exe"}, {Key: "-compiler", Value: "gc"}, {Key: "-tags", Value: "lambda.norpc"},
		{Key: "-trimpath", Value: "true"}, {Key: "CGO_ENABLED", Value: "0"}, {Key: "GOARCH", Value: "arm64"},
		{Key: "GOOS", Value: "linux"}, {Key: "GOARM64", Value: "v8.0"},
	}
	tests := []struct {
		name   string
		change func([]debug.BuildSetting) []debug.BuildSetting
		want   string // a part of the error; "" for no error
	}{
		{"as make build does", func(s []debug.BuildSetting) []debug.BuildSetting { return s }, ""},
		{"with VCS stamp", with("vcs.revision", "95b7fa4"), "vcs.revision=95b7fa4"},
		{"without -trimpath, with ldflags", with("-ldflags", "-s -w"), "-ldflags=-s -w"},
		{"with another instruction set", with("GOAMD64", "v3"), "GOAMD64=v3"},
		{"with an experiment", with("GOEXPERIMENT", "jsonv2"), "GOEXPERIMENT=jsonv2"},
		{"with cgo", with("CGO_ENABLED", "1"), "CGO_ENABLED=1"},
		{"for another system", with("GOOS", "darwin"), "GOOS=darwin"},
		{"without -trimpath", func(s []debug.BuildSetting) []debug.BuildSetting { return append(s[:3:3], s[4:]...) }, "without -trimpath"},
		{"without tags", func(s []debug.BuildSetting) []debug.BuildSetting { return append(s[:2:2], s[3:]...) }, "without -tags"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := check(tt.change(good))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("check = %v, want %q", err, tt.want)
			}
		})
	}
}

func with(key, value string) func([]debug.BuildSetting) []debug.BuildSetting {
	return func(s []debug.BuildSetting) []debug.BuildSetting {
		return append(s[:len(s):len(s)], debug.BuildSetting{Key: key, Value: value})
	}
}

// TestBuiltRefusesOtherPrograms uses this test as the other program.
func TestBuiltRefusesOtherPrograms(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := built(bootstrap, program, runtime.Version()); err == nil || strings.Contains(err.Error(), "go.mod") {
		t.Errorf("a program that make build did not build: %v", err)
	}
	if _, err := built(bootstrap, []byte("#!/bin/sh\n"), runtime.Version()); err == nil {
		t.Error("a script is taken")
	}
	if _, err := built(tool, program, runtime.Version()); err != nil {
		t.Errorf("dynctl may be built otherwise: %v", err)
	}
	// The tests use the toolchain of the released programs.
	if _, err := built(tool, program, "go1.27.99"); err == nil || !strings.Contains(err.Error(), "dynctl was built by ") {
		t.Errorf("a dynctl of another Go: %v", err)
	}
	const want = "and go.mod names go1.27.99, which the tests run with: make package GOTOOLCHAIN=go1.27.99"
	if _, err := built(bootstrap, program, "go1.27.99"); err == nil || !strings.Contains(err.Error(), "bootstrap was built by "+runtime.Version()+", "+want) {
		t.Errorf("a program of another Go: %v, want %q", err, want)
	}
}

func TestToolchainOf(t *testing.T) {
	if got, err := toolchainOf("../.."); err != nil || got != runtime.Version() {
		t.Errorf("toolchainOf = %q, %v; the tests run with %s", got, err, runtime.Version())
	}
	dir := t.TempDir()
	if _, err := toolchainOf(dir); err == nil {
		t.Error("no go.mod is taken")
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module a\n\ngo 1.26.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := toolchainOf(dir); err == nil {
		t.Errorf("a go.mod without a toolchain: %q", got)
	}
}

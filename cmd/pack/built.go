package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"runtime/debug"
	"slices"
)

// settings are the build settings that a bootstrap may have, with their values, as `go
// version -m` prints them. Any other setting would come from the environment of the build,
// and would change the bytes of the bootstrap.
var settings = map[string][]string{
	"-buildmode":  {"exe"},
	"-compiler":   {"gc"},
	"-tags":       {"lambda.norpc"},
	"-trimpath":   {"true"},
	"CGO_ENABLED": {"0"},
	"GOOS":        {"linux"},
	"GOARCH":      {"amd64", "arm64"},
	"GOAMD64":     {"v1"},
	"GOARM64":     {"v8.0"},
}

// always are the settings that every bootstrap has.
var always = []string{"-tags", "-trimpath", "CGO_ENABLED", "GOOS", "GOARCH"}

// built returns the build information of a program. It returns an error if another Go
// toolchain built the program, or if the bootstrap has other settings than `make build`
// gives it.
func built(name string, program []byte, toolchain string) (*debug.BuildInfo, error) {
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if info.GoVersion != toolchain {
		return nil, fmt.Errorf("%s was built by %s, and go.mod names %s, which the tests run with: make package GOTOOLCHAIN=%s", name, info.GoVersion, toolchain, toolchain)
	}
	if name != bootstrap {
		return info, nil // dynctl has the settings of the machine that built it
	}
	return info, check(info.Settings)
}

// toolchainOf returns the Go toolchain that the go.mod of a folder names, such as go1.27.4.
func toolchainOf(dir string) (string, error) {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("read go.mod: %w", err)
	}
	var mod struct{ Toolchain string }
	if err := json.Unmarshal(out, &mod); err != nil {
		return "", fmt.Errorf("read go.mod: %w", err)
	}
	if mod.Toolchain == "" {
		return "", errors.New("go.mod names no toolchain")
	}
	return mod.Toolchain, nil
}

func check(found []debug.BuildSetting) error {
	seen := map[string]bool{}
	for _, s := range found {
		seen[s.Key] = true
		if want, ok := settings[s.Key]; !ok || !slices.Contains(want, s.Value) {
			return fmt.Errorf("%s was built with %s=%s: build it with make build, without settings of your own (go env -changed)", bootstrap, s.Key, s.Value)
		}
	}
	for _, key := range always {
		if !seen[key] {
			return fmt.Errorf("%s was built without %s: build it with make build", bootstrap, key)
		}
	}
	return nil
}

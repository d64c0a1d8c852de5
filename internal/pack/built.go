package main

import (
	"bytes"
	"debug/buildinfo"
	"fmt"
	"runtime/debug"
	"slices"
)

// settings are those that a bootstrap may have, as `go version -m` prints them; of
// one with several values, any. Another one would be of the environment it was
// built in, and so would its bytes.
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

// always are those that every bootstrap has.
var always = []string{"-tags", "-trimpath", "CGO_ENABLED", "GOOS", "GOARCH"}

// built returns what the program says of its build, if that is the one of make
// build.
func built(program []byte) (*debug.BuildInfo, error) {
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", bootstrap, err)
	}
	return info, check(info.Settings)
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

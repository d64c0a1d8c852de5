package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestArguments(t *testing.T) {
	environment := map[string]string{envURL: "https://org.crm4.dynamics.com", envTenantID: "t.example", envClientID: "c", envClientSecret: "a~b"}
	tests := []struct {
		name      string
		arguments []string
		set       map[string]string
		want      string
	}{
		{"no environment to clean", []string{"-clean", "snsd-20261121-0a1b2c"}, nil, "names no environment"},
		{"a real environment is not checked", []string{"-check"}, environment, "-check: the document has the matrix of the emulator"},
		{"no run", []string{"-clean", "all"}, environment, "expected the id of a run"},
		{"half an environment", nil, map[string]string{envURL: "https://org.crm4.dynamics.com"}, envTenantID + " is not"},
		{"flag", []string{"-real"}, nil, "-real"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := run(t.Context(), tt.arguments, func(name string) string { return tt.set[name] }, &bytes.Buffer{})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "a~b") {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

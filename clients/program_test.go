package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runProgram runs this test as a program that prints the text of its variables.
func runProgram(t *testing.T, told target, limit time.Duration, variables ...string) (map[string]result, string, error) {
	t.Helper()
	for i := 0; i < len(variables); i += 2 {
		t.Setenv(variables[i], variables[i+1])
	}
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "programs"), 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	found, err := runner{home: home, limit: limit, stdout: &out}.run(t.Context(), program{client: "c", letter: "x", arguments: []string{self}}, told)
	return found, out.String(), err
}

func TestProgram(t *testing.T) {
	const works = `{"client":"c","capability":"create","status":"works","reason":"","seconds":0.1}` + "\n"
	tests := []struct {
		name, out, fail, want string // want is a part of the error or of the output
		ok                    bool
	}{
		{"works", works, "", "1 work", true},
		{"fails", `{"client":"c","capability":"create","status":"failed","reason":"x is 1","seconds":0}` + "\n", "1", "1 cases failed", false},
		{"breaks", works, "1", "exit status 1: broken", false},
		{"no result", "hello\n", "", "is no result", false},
		{"of another", strings.Replace(works, `"c"`, `"d"`, 1), "", `client "d"`, false},
		{"twice", works + works, "", "twice", false},
		{"skipped", `{"client":"c","capability":"create","status":"skipped","reason":"why","seconds":0}` + "\n", "", "1 cases were skipped", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, shown, err := runProgram(t, target{Emulated: true, ClientSecret: "s3"}, time.Minute, "CLIENTS_TEST_OUTPUT", tt.out, "CLIENTS_TEST_FAIL", tt.fail, "CLIENTS_TEST_ERROR", "more\nbroken\n")
			if err != nil {
				shown = err.Error()
			}
			if (err == nil) != tt.ok || !strings.Contains(shown, tt.want) {
				t.Errorf("%v; shown %q, want %q", err, shown, tt.want)
			}
		})
	}
}

func TestProgramIsBounded(t *testing.T) {
	if _, _, err := runProgram(t, target{}, 50*time.Millisecond, "CLIENTS_TEST_OUTPUT", "hang"); err == nil || !strings.Contains(err.Error(), "longer than 50ms") {
		t.Errorf("%v", err)
	}
}

// TestProgramIsTold: the secret is on the standard input, and in no other place.
func TestProgramIsTold(t *testing.T) {
	told := target{Origin: "https://o", ClientSecret: "the~secret", Run: "snsd-20261121-0a1b2c", ca: "/tmp/ca.pem"}
	_, _, err := runProgram(t, told, time.Minute, "CLIENTS_TEST_OUTPUT", "told", envClientSecret, "the~secret")
	if err == nil || strings.Contains(err.Error(), "the~secret") {
		t.Fatalf("the error is %v", err)
	}
	for _, want := range []string{`"origin":"https://o"`, `"clientSecret":"[redacted]"`, `"run":"snsd-20261121-0a1b2c-x"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is missing in %v", want, err)
		}
	}
	if !strings.HasSuffix(err.Error(), " /tmp/ca.pem") {
		t.Errorf("the certificate, and no secret, should end %v", err)
	}
}

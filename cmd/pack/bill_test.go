package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
)

const program = "the program"

var modules = []module{
	{"std", "go1.26.8", []string{"BSD-3-Clause"}},
	{"example.com/a", "v1.0.0", []string{"Apache-2.0", "MIT-0"}},
}

// raw is a bill in the form of cyclonedx-gomod, with the text inserted.
func raw(place, text string) []byte {
	all := fmt.Sprintf(`{"$schema":"s","metadata":{METADATA"component":{"bom-ref":"r","name":"sns-dynamics","purl":"pkg:golang/sns-dynamics"},"tools":[{"name":"cyclonedx-gomod","hashes":[{"alg":"MD5","content":"8bdc"}]}],
		"properties":[{"name":"cdx:gomod:binary:hash:SHA-256","value":"%x"}]},
		"components":[COMPONENTS{"name":"example.com/a","version":"v1.0.0","purl":"pkg:golang/example.com/a@v1.0.0"},
		{"name":"std","version":"go1.26.8"}]}`, sha256.Sum256([]byte(program)))
	return []byte(strings.NewReplacer("METADATA", "", "COMPONENTS", "").Replace(strings.Replace(all, place, text, 1)))
}

func TestSettle(t *testing.T) {
	got, err := settle(raw("", ""), []byte(program), modules, origin{"v1.2.3", "95b7fa4"})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("8bdc")) {
		t.Error("the hashes of the tool are left, which differ from machine to machine")
	}
	for _, want := range []string{`"id": "Apache-2.0"`, `"id": "MIT-0"`, `"id": "BSD-3-Clause"`, `"purl": "pkg:golang/example.com/a@v1.0.0"`, `"version": "v1.2.3"`, `"uid": "95b7fa4"`} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("%s is missing in\n%s", want, got)
		}
	}
	if bytes.Contains(got, []byte(`"pkg:golang/sns-dynamics"`)) {
		t.Error("the program has a package URL, which leads nowhere")
	}
	if got, err := settle(raw("", ""), []byte(program), modules, origin{unknown, unknown}); err != nil || bytes.Contains(got, []byte("commits")) || !bytes.Contains(got, []byte(`"version": "unknown"`)) {
		t.Errorf("of no commit: %v\n%s", err, got)
	}
	again, err := settle(raw("", ""), []byte(program), modules, origin{"v1.2.3", "95b7fa4"})
	if err != nil || !bytes.Equal(got, again) {
		t.Errorf("the second time other bytes, or %v", err)
	}
}

func TestSettleRefuses(t *testing.T) {
	tests := []struct{ name, place, text, want string }{
		{"a module too many", "COMPONENTS", `{"name":"example.com/b","version":"v1.0.0"},`, "example.com/b@v1.0.0"},
		{"a module twice", "COMPONENTS", `{"name":"std","version":"go1.26.8"},`, "it lists"},
		{"another version", `"v1.0.0"`, `"v1.0.1"`, "example.com/a@v1.0.1"},
		{"a module too few", `{"name":"example.com/a","version":"v1.0.0","purl":"pkg:golang/example.com/a@v1.0.0"},`, "", "example.com/a@v1.0.0"},
		{"a time", "METADATA", `"timestamp":"2026-11-21T07:43:17Z",`, "timestamp"},
		{"a serial number", `"$schema"`, `"serialNumber":"urn:uuid:1","$schema"`, "serialNumber"},
		{"another program", `"value":"`, `"value":"0`, "it is not of the program"},
		{"of nothing", `"component"`, `"other"`, "it does not say what it is of"},
		{"no JSON", "{", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := settle(raw(tt.place, tt.text), []byte(program), modules, origin{"v1.2.3", "95b7fa4"})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("settle = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// TestLinked reads the licences of two modules of the function.
func TestLinked(t *testing.T) {
	got, err := linked(&debug.BuildInfo{GoVersion: "go1.26.8", Deps: []*debug.Module{
		{Path: "golang.org/x/oauth2", Version: "v0"}, {Path: "github.com/aws/smithy-go", Version: "v1"},
	}})
	want := []module{{"std", "go1.26.8", []string{"BSD-3-Clause"}}, {"golang.org/x/oauth2", "v0", []string{"BSD-3-Clause"}}, {"github.com/aws/smithy-go", "v1", []string{"Apache-2.0"}}}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("linked = %v, %v, want %v", got, err, want)
	}
	if _, err := linked(&debug.BuildInfo{Deps: []*debug.Module{{Path: "a", Replace: &debug.Module{Path: "../a"}}}}); err == nil {
		t.Error("a replaced module is taken")
	}
}

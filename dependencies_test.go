// Package snsdynamics holds no code: its tests are about the module as a whole.
package snsdynamics

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestDependencies holds the directions of the imports: each package may reach
// what is left when its forbidden prefixes are taken away.
func TestDependencies(t *testing.T) {
	const (
		ours     = "sns-dynamics/"
		aws      = "github.com/aws/"
		emulator = ours + "internal/dynamics/dynamicstest"
		template = "github.com/awslabs/goformation"
		browser  = "github.com/chromedp"
	)
	tests := []struct {
		pkg    string
		may    []string // of the packages outside the standard library; nil: any
		mayNot []string
	}{
		{pkg: "./internal/dynamics", may: []string{ours + "internal/cause", ours + "internal/walk", "golang.org/x/oauth2"}},
		{pkg: "./internal/cause", may: []string{}},
		{pkg: "./internal/awserror", may: []string{aws, ours + "internal/cause"}},
		{pkg: "./internal/dynamics/dynamicstest", may: []string{}},
		{pkg: "./internal/awstest", mayNot: []string{ours}},
		{pkg: "./internal/walk", may: []string{}},
		{pkg: "./internal/message", may: []string{ours + "internal/cause", ours + "internal/dynamics", ours + "internal/walk", "golang.org/x/oauth2"}},
		{pkg: "./internal/metadata", may: []string{ours + "internal/csdl", ours + "internal/cause", ours + "internal/dynamics", ours + "internal/message", ours + "internal/nearest", ours + "internal/walk", "golang.org/x/oauth2"}, mayNot: []string{emulator}},
		{pkg: "./internal/csdl", may: []string{}},
		{pkg: "./internal/orgschema", may: []string{ours + "internal/csdl"}},
		{pkg: "./internal/statefile", may: []string{emulator, ours + "internal/filelock"}},
		{pkg: "./internal/config", may: []string{}},
		{pkg: "./internal/jsonedit", may: []string{}},
		{pkg: "./internal/metrics", may: []string{}},
		{pkg: "./internal/xray", may: []string{}},
		{pkg: "./internal/outgoing", may: []string{ours + "internal/cause", ours + "internal/dynamics", ours + "internal/walk", "golang.org/x/oauth2"}},
		{pkg: "./internal/publish", mayNot: []string{emulator, ours + "events", ours + "internal/config", ours + "internal/relay", ours + "internal/secret", "github.com/spf13"}},
		{pkg: "./internal/source", may: []string{}},
		{pkg: "./internal/validate", may: []string{ours + "internal/cause", ours + "internal/dynamics", ours + "internal/message", ours + "internal/outgoing", ours + "internal/source", ours + "internal/walk", "golang.org/x/oauth2"}},
		{pkg: "./internal/environment", may: []string{ours + "internal/cause", ours + "internal/dynamics", ours + "internal/nearest", ours + "internal/walk", "golang.org/x/oauth2"}, mayNot: []string{emulator}},
		{pkg: "./internal/setup", mayNot: []string{emulator, "github.com/spf13", ours + "internal/relay", ours + "internal/doctor"}},
		{pkg: "./internal/doctor", mayNot: []string{emulator, "github.com/spf13", ours + "internal/relay", ours + "internal/setup"}},
		{pkg: "./internal/filelock", may: []string{}},
		{pkg: "./internal/canary", may: []string{}},
		{pkg: "./internal/pack", may: []string{"github.com/google/licensecheck"}},
		{pkg: "./internal/vulncheck", may: []string{}},
		{pkg: "./internal/inspector", mayNot: []string{template, browser, ours + "internal/awstest", ours + "internal/function", ours + "internal/config", ours + "cmd", "github.com/spf13"}},
		{pkg: "./internal/queue", may: []string{aws, ours + "internal/awserror", ours + "internal/cause"}},
		{pkg: "./internal/delivery", may: []string{aws + "aws-lambda-go", ours + "internal/cause", ours + "internal/dynamics", ours + "internal/message", ours + "internal/walk", "golang.org/x/oauth2"}, mayNot: []string{emulator}},
		{pkg: "./internal/deadletter", mayNot: []string{emulator, ours + "internal/relay", ours + "internal/config", ours + "cmd", "github.com/spf13"}},
		{pkg: "./internal/replay", mayNot: []string{emulator, ours + "internal/relay", ours + "internal/config", ours + "cmd", "github.com/spf13"}},
		{pkg: "./internal/relay", mayNot: []string{emulator, ours + "internal/config", ours + "internal/secret"}},
		{pkg: "./lambda", mayNot: []string{aws + "aws-sdk-go-v2/config", emulator, ours + "internal/awstest", ours + "internal/canary", ours + "internal/inspector", template, browser, ours + "events", ours + "infra", ours + "cmd", "github.com/spf13"}},
		{pkg: "./cmd/dynctl", mayNot: []string{template, browser, ours + "internal/awstest", ours + "internal/canary", ours + "infra", ours + "lambda"}},
		{pkg: "./bench", mayNot: []string{template, ours + "infra", ours + "cmd", ours + "internal/awstest"}},
		{pkg: "./clients", may: []string{ours + "internal/cause", ours + "internal/dynamics", ours + "internal/walk", "golang.org/x/oauth2"}},
		{pkg: "./infra", mayNot: []string{aws, ours + "internal/dynamics", ours + "internal/relay", ours + "internal/message"}},
	}
	for _, tt := range tests {
		t.Run(tt.pkg, func(t *testing.T) {
			deps := dependencies(t, tt.pkg)
			for _, dep := range deps {
				if tt.may != nil && !hasPrefix(dep, tt.may) {
					t.Errorf("%s reaches %s", tt.pkg, dep)
				}
				if hasPrefix(dep, tt.mayNot) {
					t.Errorf("%s reaches %s", tt.pkg, dep)
				}
			}
		})
	}
}

// dependencies lists what a package reaches, itself and the standard library
// left out.
func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	all := strings.Fields(string(out))
	if len(all) == 0 {
		t.Fatalf("%v listed nothing", cmd)
	}
	return all[:len(all)-1] // go list puts the package itself last
}

func hasPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return s == p || strings.HasPrefix(s, strings.TrimSuffix(p, "/")+"/") })
}

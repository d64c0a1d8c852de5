// Package repository tests the module as a whole: its imports, documents and supplies.
package repository

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const (
	module = "sns-dynamics/"

	awsEvents    = "github.com/aws/aws-lambda-go"
	awsSDK       = "github.com/aws/aws-sdk-go-v2"
	awsSDKConfig = awsSDK + "/config"
	smithy       = "github.com/aws/smithy-go"
	oauth2       = "golang.org/x/oauth2"
	goformation  = "github.com/awslabs/goformation/v7"
	cobra        = "github.com/spf13"
	flock        = "github.com/gofrs/flock"
	yaml         = "go.yaml.in/yaml/v3"
	gojq         = "github.com/itchyny/gojq"
	diff         = "github.com/rogpeppe/go-internal/diff"
)

// wings are the folders of the module, from the ground up. A package of a wing may
// import packages of its own wing and of the folders in uses, and packages of the
// modules in links.
var wings = []wing{
	{folder: "events"},
	{folder: "internal/cause"},
	{folder: "internal/nearest"},
	{folder: "internal/number"},
	{folder: "internal/csdl"},
	{folder: "internal/awserror", uses: []string{"internal/cause"}, links: []string{awsSDK, smithy}},
	{folder: "internal/operation"},
	{folder: "internal/alarm"},
	{folder: "internal/errorcode", uses: []string{"internal/operation"}},
	{folder: "internal/advice", uses: []string{"internal/errorcode", "internal/operation"}},
	{folder: "internal/dynamics", uses: []string{"internal/cause", "internal/errorcode", "internal/nearest", "internal/operation"}, links: []string{oauth2}},
	{folder: "internal/function", uses: []string{"internal/advice", "internal/awserror", "internal/dynamics", "internal/nearest", "internal/operation"}, links: []string{awsEvents, awsSDK, gojq}},
	{folder: "internal/operator", uses: []string{"internal/advice", "internal/alarm", "internal/awserror", "internal/cause", "internal/csdl", "internal/dynamics", "internal/errorcode", "internal/function", "internal/nearest", "internal/number", "internal/operation"}, links: []string{awsSDK, smithy, flock, yaml, diff}},
	{folder: "internal/emulator"},
	{folder: "internal/awsemulator", links: []string{awsSDK, smithy}},
	{
		folder: "internal/localdev",
		uses:   []string{"internal/advice", "internal/awsemulator", "internal/csdl", "internal/emulator", "internal/function", "internal/number", "internal/operation", "internal/operator"},
		links:  []string{awsEvents, awsSDK},
	},
	{folder: "internal/proof", uses: []string{"internal/dynamics", "internal/emulator", "internal/errorcode"}},
	{folder: "lambda", uses: []string{"internal/cause", "internal/function"}, links: []string{awsEvents, awsSDK}},
	{folder: "infra", uses: []string{"internal/alarm", "internal/function"}, links: []string{goformation, yaml}},
	{
		folder: "internal/cli",
		uses:   []string{"events", "internal/advice", "internal/alarm", "internal/awsemulator", "internal/awserror", "internal/csdl", "internal/dynamics", "internal/emulator", "internal/function", "internal/localdev", "internal/nearest", "internal/number", "internal/operation", "internal/operator"},
		links:  []string{awsSDK, smithy, cobra, "github.com/fatih/color", "github.com/rivo/uniseg", "github.com/schollz/progressbar/v3", "golang.org/x/term"},
	},
	{folder: "cmd/dynctl", uses: []string{"internal/cli"}, links: []string{cobra}},
	{folder: "cmd/pack", uses: []string{"internal/function", "internal/operator"}, links: []string{"github.com/google/licensecheck"}},
	{folder: "cmd/vulncheck"},
	{folder: "bench", uses: []string{"internal/emulator", "internal/function", "internal/proof"}, links: []string{awsEvents, awsSDK}},
	{folder: "clients", uses: []string{"internal/dynamics", "internal/emulator", "internal/operation"}},
	{folder: "e2e"},
	{folder: "worlds", links: []string{yaml}},
}

// TestDependencies checks the imports of each wing: its own packages, and the packages that
// its row names.
func TestDependencies(t *testing.T) {
	used := map[string]bool{}
	for _, p := range packages(t) {
		i := slices.IndexFunc(wings, func(w wing) bool { return isIn(p.path, w.folder) })
		if i < 0 {
			t.Errorf("%s is in no wing", p.path)
			continue
		}
		for _, imported := range p.imports {
			ours, isOurs := strings.CutPrefix(imported, module)
			allowed := wings[i].links
			if isOurs {
				allowed, imported = append(slices.Clone(wings[i].uses), wings[i].folder), ours
			}
			n := slices.IndexFunc(allowed, func(folder string) bool { return isIn(imported, folder) })
			if n < 0 {
				t.Errorf("%s imports %s", p.path, imported)
				continue
			}
			used[wings[i].folder+" "+allowed[n]] = true
		}
	}
	for _, w := range wings {
		for _, folder := range slices.Concat(w.uses, w.links) {
			if !used[w.folder+" "+folder] {
				t.Errorf("the row of %s names %s, which no package of the wing imports", w.folder, folder)
			}
		}
	}
}

// TestWingsPointOneWay: each wing uses only wings whose rows stand above its own.
func TestWingsPointOneWay(t *testing.T) {
	var above []string
	for _, w := range wings {
		for _, used := range w.uses {
			if !slices.ContainsFunc(above, func(folder string) bool { return isIn(used, folder) }) {
				t.Errorf("%s uses %s, whose row does not stand above", w.folder, used)
			}
		}
		above = append(above, w.folder)
	}
}

// TestPrograms checks that a program or package does not link certain packages, directly or
// indirectly.
func TestPrograms(t *testing.T) {
	tests := []struct {
		pkg    string
		mayNot []string
	}{
		{"lambda", []string{awsSDKConfig, goformation, cobra, flock, module + "cmd", module + "events", module + "internal/awsemulator", module + "internal/cli", module + "internal/emulator", module + "internal/localdev", module + "internal/operator", module + "internal/proof"}},
		{"cmd/dynctl", []string{goformation, module + "infra", module + "internal/proof", module + "lambda"}},
		{"bench", []string{goformation, module + "cmd", module + "infra", module + "internal/awsemulator"}},
	}
	for _, tt := range tests {
		for _, dep := range dependencies(t, tt.pkg) {
			if slices.ContainsFunc(tt.mayNot, func(folder string) bool { return isIn(dep, folder) }) {
				t.Errorf("%s reaches %s", tt.pkg, dep)
			}
		}
	}
}

// TestWithoutClient: the packages that describe, read and explain operations without
// sending them do not link the client. The packages that need no HTTP do not link it.
func TestWithoutClient(t *testing.T) {
	tests := []struct {
		mayNot []string
		pkgs   []string
	}{
		{[]string{"net/http", oauth2, module + "internal/dynamics"}, []string{
			"internal/operation", "internal/errorcode", "internal/advice",
			"internal/function/message", "internal/operator/outgoing", "internal/operator/validate",
			"internal/dynamics/changeset", "internal/dynamics/clock", "internal/dynamics/redaction",
		}},
		{[]string{oauth2, module + "internal/dynamics"}, []string{
			"internal/operator/publish", "internal/operator/trace", "internal/dynamics/throttle", "internal/dynamics/transport", "internal/dynamics/webapi",
		}},
	}
	for _, tt := range tests {
		for _, pkg := range tt.pkgs {
			for _, dep := range goList(t, "{{.ImportPath}}", "-deps", "./"+pkg) {
				if slices.Contains(tt.mayNot, dep) {
					t.Errorf("%s reaches %s", pkg, dep)
				}
			}
		}
	}
}

// wing is a folder of packages that belong together.
type wing struct {
	folder string
	uses   []string
	links  []string
}

// goPackage is a package of the module. Its imports are without the standard library
// and without the imports of its tests.
type goPackage struct {
	path    string // from the root of the module
	imports []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	standard := map[string]bool{}
	for _, name := range goList(t, "{{.ImportPath}}", "std") {
		standard[name] = true
	}
	var all []goPackage
	for _, line := range goList(t, `{{.ImportPath}} {{join .Imports " "}}`, "./...") {
		fields := strings.Fields(line)
		p := goPackage{path: strings.TrimPrefix(fields[0], module)}
		for _, name := range fields[1:] {
			if !standard[name] && name != "C" {
				p.imports = append(p.imports, name)
			}
		}
		all = append(all, p)
	}
	return all
}

// dependencies lists the direct and indirect imports of a package, without the standard
// library.
func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	return goList(t, "{{if not .Standard}}{{.ImportPath}}{{end}}", "-deps", "./"+pkg)
}

func goList(t *testing.T, format string, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-f", format}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) < 2 {
		t.Fatalf("%v listed nothing", cmd)
	}
	return lines
}

// isIn reports whether a path is a folder, or lies below it.
func isIn(name, folder string) bool {
	folder = path.Clean(folder)
	return name == folder || strings.HasPrefix(name, folder+"/")
}

//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestPackageIsReproducible makes the zip file and the bill of materials in two folders,
// for two users with different machines. The bytes must be equal. The second user compiles
// everything again, and has settings that change a build.
func TestPackageIsReproducible(t *testing.T) {
	cache := t.TempDir()
	for _, arch := range []string{"arm64", "x86_64"} {
		t.Run(arch, func(t *testing.T) {
			one, other := t.TempDir(), filepath.Join(t.TempDir(), "some", "deeper folder")
			copyModule(t, one, time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC))
			copyModule(t, other, time.Date(2031, 7, 8, 9, 10, 12, 0, time.UTC))
			first := makePackage(t, one, arch, "022", "TZ=Pacific/Kiritimati", "LC_ALL=C")
			if err := exec.Command("git", "-C", other, "init", "-q").Run(); err != nil {
				t.Fatal(err)
			}
			second := makePackage(t, other, arch, "077", "TZ=America/St_Johns", "LC_ALL=tr_TR.UTF-8",
				"GOCACHE="+cache, "GOFLAGS=-buildvcs=true -ldflags=-X=main.who=me", "GOAMD64=v3", "GOARM64=v9.0", "CGO_ENABLED=1")
			if first != second {
				t.Errorf("one printed\n%sthe other\n%s", first, second)
			}
			for _, name := range []string{"function.zip", "function.cdx.json"} {
				a, b := readFile(t, filepath.Join(one, "dist", name)), readFile(t, filepath.Join(other, "dist", name))
				if !bytes.Equal(a, b) {
					t.Errorf("%s differs", name)
				}
				if want := fmt.Sprintf("%x  dist/%s\n", sha256.Sum256(a), name); !strings.Contains(first, want) {
					t.Errorf("make package printed\n%swithout\n%s", first, want)
				}
			}
			t.Logf("%s", first)
			checkBill(t, filepath.Join(one, "dist"), "bootstrap", "function.cdx.json")
			checkBill(t, filepath.Join(one, "dist"), "dynctl", "dynctl.cdx.json")
		})
	}
}

// checkBill compares the bill of materials with the modules of the program. The bill has no
// commit, because the copies of the module have no commit.
func checkBill(t *testing.T, dist, program, name string) {
	t.Helper()
	info, err := buildinfo.ReadFile(filepath.Join(dist, program))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"std " + info.GoVersion}
	for _, dep := range info.Deps {
		want = append(want, dep.Path+" "+dep.Version)
	}
	if i := slices.IndexFunc(info.Settings, func(s debug.BuildSetting) bool { return strings.HasPrefix(s.Key, "vcs") }); i >= 0 {
		t.Errorf("the program is stamped with %v", info.Settings[i])
	}
	var bill struct {
		BOMFormat  string
		Metadata   struct{ Component struct{ Version string } }
		Components []struct {
			Name, Version string
			Evidence      struct {
				Licenses []struct{ License struct{ ID string } }
			}
		}
	}
	if err := json.Unmarshal(readFile(t, filepath.Join(dist, name)), &bill); err != nil || bill.BOMFormat != "CycloneDX" {
		t.Fatalf("format %q: %v", bill.BOMFormat, err)
	}
	if bill.Metadata.Component.Version != "unknown" {
		t.Errorf("the bill is of version %q", bill.Metadata.Component.Version)
	}
	var got []string
	for _, c := range bill.Components {
		got = append(got, c.Name+" "+c.Version)
		if len(c.Evidence.Licenses) == 0 {
			t.Errorf("%s has no licence", c.Name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the bill lists\n%s\nlinked are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// makePackage runs make package and returns the lines with the hashes of the reproducible
// files. The Go command stamps dynctl with the state of its repository.
func makePackage(t *testing.T, dir, arch, umask string, env ...string) string {
	t.Helper()
	stdout := command(t, env, "sh", "-c", `umask "$1" && exec make --no-print-directory -C "$2" package ARCH="$3"`, "sh", umask, dir, arch)
	_, sums, _ := strings.Cut(stdout, "./lambda\n") // after the output of the build command
	var same []string
	for line := range strings.Lines(sums) {
		if !strings.Contains(line, "dist/dynctl.cdx.json") {
			same = append(same, line)
		}
	}
	return strings.Join(same, "")
}

// copyModule copies the committed files and the new files, with the given time on every
// file.
func copyModule(t *testing.T, to string, modified time.Time) {
	t.Helper()
	for name := range strings.SplitSeq(strings.TrimSuffix(command(t, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"), "\x00"), "\x00") {
		from, path := filepath.Join(root(t), name), filepath.Join(to, name)
		body, err := os.ReadFile(from)
		if os.IsNotExist(err) {
			continue // deleted, and the deletion is not committed yet
		} else if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, body, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, modified, modified); err != nil {
			t.Fatal(err)
		}
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// module is a module whose packages are in a program.
type module struct {
	path, version string
	licences      []string // SPDX identifiers, sorted
}

// standard is the name of Go's standard library in a bill of materials. Its licence is a
// constant, because some distributions of Go do not contain the file.
//
// See https://go.dev/LICENSE
const (
	standard        = "std"
	standardLicence = "BSD-3-Clause"
)

// linked lists the modules of a build, with the licences in their files.
func linked(info *debug.BuildInfo) ([]module, error) {
	modules := []module{{standard, info.GoVersion, []string{standardLicence}}}
	for _, dep := range info.Deps {
		if dep.Replace != nil {
			return nil, fmt.Errorf("the program was built with %s replaced: its code is not that of the module's version", dep.Path)
		}
		found, err := licences(dep.Path)
		if err != nil {
			return nil, err
		}
		modules = append(modules, module{dep.Path, dep.Version, found})
	}
	return modules, nil
}

// licences reads the licence files of a module of the build list.
func licences(path string) ([]string, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil {
		return nil, fmt.Errorf("find module %s: %w", path, err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "LICEN[CS]E*"))
	if err != nil {
		return nil, err
	}
	var found []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, match := range licensecheck.Scan(text).Match {
			found = append(found, match.ID)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no licence was found in module %s", path)
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// scannerPackage is the package of govulncheck, with its version.
const scannerPackage = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"

// foundStatus is the exit status of govulncheck if the code calls vulnerable code.
//
// See https://pkg.go.dev/golang.org/x/vuln/cmd/govulncheck#hdr-Exit_codes
const foundStatus = 3

// knownModule calls the vulnerable function of knownVulnerability.
const (
	knownModule        = "cmd/vulncheck/testdata/known"
	knownVulnerability = "GO-2021-0113"
)

// scanner is the path of the govulncheck program.
type scanner string

// install builds govulncheck into a folder.
func install(dir string) (scanner, error) {
	cmd := exec.Command("go", "install", scannerPackage)
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=", "GOOS=", "GOARCH=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install govulncheck: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return scanner(filepath.Join(dir, "govulncheck")), nil
}

// scan scans all packages of the module in that folder. It returns the report of
// govulncheck, and whether the report has a finding.
func (s scanner) scan(db database, dir string) (report string, found bool, err error) {
	out, err := exec.Command(string(s), "-C", dir, "-db", db.url, "./...").CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == foundStatus {
		return string(out), true, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("run govulncheck in %s: %w: %s", dir, err, strings.TrimSpace(string(out)))
	}
	return string(out), false, nil
}

// judge scans a module with a known vulnerability, then this module. It returns an error
// unless the scan finds the vulnerability of the first module and no vulnerability of the
// second.
func judge(s scanner, db database, stdout io.Writer) error {
	report, found, err := s.scan(db, knownModule)
	switch {
	case err != nil:
		return err
	case !found || !strings.Contains(report, knownVulnerability):
		return fmt.Errorf("govulncheck does not find %s in %s: a report without findings proves nothing", knownVulnerability, knownModule)
	}
	report, found, err = s.scan(db, ".")
	if err != nil {
		return err
	}
	fmt.Fprint(stdout, report)
	if found {
		return errors.New("the code calls what is vulnerable")
	}
	return nil
}

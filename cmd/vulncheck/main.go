// Vulncheck looks for known vulnerabilities in what the module calls, the standard
// library included. Started in the module's folder,
//
//	go run ./cmd/vulncheck VERSION
//
// takes the vulnerability database from the module golang.org/x/vulndb, at that
// version or at "latest", and runs govulncheck with it. It fails on a finding, without
// a database, and when govulncheck does not find a vulnerability that is known to be in
// testdata/known.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program without its process. It returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) != 1 {
		fmt.Fprintln(stderr, "usage: vulncheck VERSION, a version of golang.org/x/vulndb or latest")
		return 2
	}
	if err := check(args[0], stdout); err != nil {
		fmt.Fprintf(stderr, "vulncheck: %v\n", err)
		return 1
	}
	return 0
}

func check(version string, stdout io.Writer) error {
	db, err := fetch(version, os.Environ())
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "vulnerability database: %s, %d entries\n", db.version, db.entries)
	tools, err := os.MkdirTemp("", "vulncheck")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tools)
	s, err := install(tools)
	if err != nil {
		return err
	}
	return judge(s, db, stdout)
}

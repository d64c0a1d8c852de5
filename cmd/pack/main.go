// Pack makes the files of a release from a directory with the function's bootstrap and
// dynctl. Started in the folder of the module,
//
//	go run ./cmd/pack dist
//
// writes dist/function.zip, and the bills of materials dist/function.cdx.json and
// dist/dynctl.cdx.json. It prints their SHA-256 in the form of sha256sum. The same programs,
// the same routes and the same commit give the same bytes on every machine.
//
//	go run ./cmd/pack dist routes
//
// also puts the routes of a folder into the zip file. It does not run their tests: make package
// does that first.
//
//	go run ./cmd/pack -bill PROGRAM FILE
//
// writes only the bill of materials of a build of dynctl.
//
// Pack refuses a bootstrap with other build settings than `make build` uses, a bootstrap of
// another Go than go.mod names, and a bill that does not list the content of its program.
package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The files of the directory. Lambda starts the program with the name bootstrap.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html
const (
	bootstrap = "bootstrap"
	archive   = "function.zip"
	bill      = "function.cdx.json"
	tool      = "dynctl"
	toolBill  = "dynctl.cdx.json"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program without the process: it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	var err error
	switch {
	case len(args) == 3 && args[0] == "-bill":
		err = writeBill(args[1], args[2])
	case len(args) == 1 || len(args) == 2:
		err = pack(args[0], args[1:], stdout)
	default:
		fmt.Fprintln(stderr, "usage: pack DIRECTORY [ROUTES], or pack -bill PROGRAM FILE")
		return 2
	}
	if err != nil {
		fmt.Fprintf(stderr, "pack: %v\n", err)
		return 1
	}
	return 0
}

// pack writes the files of a directory. The folders are at most one folder of routes.
func pack(dir string, folders []string, stdout io.Writer) error {
	// A file of an earlier run must not look like a result of this run.
	for _, name := range []string{archive, bill, toolBill} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	var files []entry
	for _, folder := range folders {
		compiled, err := compileRoutes(folder)
		if err != nil {
			return err
		}
		files = append(files, compiled)
	}
	toolchain, err := toolchainOf(".")
	if err != nil {
		return err
	}
	from := originOf(".")
	program, listed, err := describe(dir, bootstrap, toolchain, from)
	if err != nil {
		return err
	}
	_, toolListed, err := describe(dir, tool, toolchain, from)
	if err != nil {
		return err
	}
	zipped, err := compress(append([]entry{{bootstrap, program, programMode}}, files...))
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		body []byte
	}{{archive, zipped}, {bill, listed}, {toolBill, toolListed}} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, f.body, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%x  %s\n", sha256.Sum256(f.body), path)
	}
	return nil
}

// writeBill writes the bill of materials of a program.
func writeBill(program, file string) error {
	toolchain, err := toolchainOf(".")
	if err != nil {
		return err
	}
	_, listed, err := describe(filepath.Dir(program), filepath.Base(program), toolchain, originOf("."))
	if err != nil {
		return err
	}
	return os.WriteFile(file, listed, 0o644)
}

// describe returns a program and its bill of materials.
func describe(dir, name, toolchain string, from origin) (program, listed []byte, err error) {
	path := filepath.Join(dir, name)
	if program, err = os.ReadFile(path); err != nil {
		return nil, nil, err
	}
	info, err := built(name, program, toolchain)
	if err != nil {
		return nil, nil, err
	}
	modules, err := linked(info)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	raw, err := list(path)
	if err != nil {
		return nil, nil, err
	}
	if listed, err = settle(raw, program, modules, from); err != nil {
		return nil, nil, fmt.Errorf("bill of materials of %s: %w", name, err)
	}
	return program, listed, nil
}

// Pack makes what is released of the directory that holds the function's bootstrap and
// dynctl. Started in the module's folder,
//
//	go run ./internal/pack dist
//
// writes dist/function.zip, and dist/function.cdx.json and dist/dynctl.cdx.json, the
// bills of materials, and prints their SHA-256, as sha256sum does. They are the same
// bytes for the same programs and commit, whoever makes them and wherever. It refuses a bootstrap that was built
// otherwise than make build does or by another Go than go.mod names, and a bill that does not list what is in it.
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

// The files of the directory. Lambda starts the program of that name.
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
	if len(args) != 1 {
		fmt.Fprintln(stderr, "usage: pack DIRECTORY")
		return 2
	}
	if err := pack(args[0], stdout); err != nil {
		fmt.Fprintf(stderr, "pack: %v\n", err)
		return 1
	}
	return 0
}

func pack(dir string, stdout io.Writer) error {
	// Those of another run must not be taken for what this one made.
	for _, name := range []string{archive, bill, toolBill} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
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
	zipped, err := compress(program)
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

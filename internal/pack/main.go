// Pack makes what is released of the directory that holds the function's bootstrap.
// Started in the module's folder,
//
//	go run ./internal/pack dist
//
// writes dist/function.zip and dist/function.cdx.json, the bill of materials, and
// prints the SHA-256 of both, as sha256sum does. Both are the same bytes for the same
// bootstrap, whoever makes them and wherever. It refuses a bootstrap that was built
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
	for _, name := range []string{archive, bill} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	program, err := os.ReadFile(filepath.Join(dir, bootstrap))
	if err != nil {
		return err
	}
	toolchain, err := toolchainOf(".")
	if err != nil {
		return err
	}
	info, err := built(program, toolchain)
	if err != nil {
		return err
	}
	modules, err := linked(info)
	if err != nil {
		return err
	}
	raw, err := list(filepath.Join(dir, bootstrap))
	if err != nil {
		return err
	}
	listed, err := settle(raw, program, modules)
	if err != nil {
		return fmt.Errorf("%s: %w", bill, err)
	}
	zipped, err := compress(program)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		body []byte
	}{{archive, zipped}, {bill, listed}} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, f.body, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%x  %s\n", sha256.Sum256(f.body), path)
	}
	return nil
}

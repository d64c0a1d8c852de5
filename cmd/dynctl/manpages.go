//go:build manpages

// With the tag manpages this program writes the manual pages of dynctl into a directory:
//
//	go run -tags manpages ./cmd/dynctl dist/man
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra/doc"

	"sns-dynamics/internal/cli"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run -tags manpages ./cmd/dynctl DIRECTORY")
		os.Exit(cli.ExitUsage)
	}
	if err := writeManual(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "manpages:", err)
		os.Exit(cli.ExitFailed)
	}
}

// writeManual writes a page for each command, with the date of $SOURCE_DATE_EPOCH or of today.
func writeManual(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root := newRoot(&cli.App{})
	root.DisableAutoGenTag = true
	cli.PlainUsages(root)
	return doc.GenManTree(root, &doc.GenManHeader{Title: "DYNCTL", Section: "1", Source: "sns-dynamics", Manual: "dynctl"}, dir)
}

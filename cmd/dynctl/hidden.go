package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// maxHidden bounds what is read as a secret; none comes near it.
const maxHidden = 64 << 10

// hidden reads a secret: from stdin where it is piped in, else typed at a prompt
// without echo. What is the secret's name in the prompt and in errors.
func (a *app) hidden(ctx context.Context, what string) (string, error) {
	read := func() ([]byte, error) { return io.ReadAll(io.LimitReader(a.stdin, maxHidden)) }
	if f, ok := a.stdin.(*os.File); ok && atTerminal(f) {
		if !atTerminal(a.stderr) {
			return "", usagef("pipe the %s into stdin: there is no terminal to ask on", what)
		}
		before, err := term.GetState(int(f.Fd()))
		if err != nil {
			return "", fmt.Errorf("read the %s: %w", what, err)
		}
		// Interrupted while it reads, the terminal would stay without echo.
		defer term.Restore(int(f.Fd()), before)
		fmt.Fprintf(a.stderr, "%s: ", what)
		defer fmt.Fprintln(a.stderr)
		read = func() ([]byte, error) { return term.ReadPassword(int(f.Fd())) }
	}
	text, err := interruptible(ctx, read)
	if err != nil {
		return "", err
	}
	value := strings.TrimRight(string(text), "\r\n")
	switch {
	case value == "":
		return "", usagef("no %s on stdin", what)
	case strings.ContainsAny(value, " \t\r\n"):
		return "", usagef("the %s on stdin has white space in it: expected its value alone", what)
	}
	return value, nil
}

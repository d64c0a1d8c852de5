package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// maxSecret is the most bytes that are read as a secret. Real secrets are far shorter.
const maxSecret = 64 << 10

// ReadSecret reads a secret from stdin, or asks for it on a terminal without echo. The
// prompt and the errors call the secret by its name. command is a command that prints the
// secret, or empty. The prompt and the error of a missing secret name the command.
//
// The error comes from ctx or from the terminal, or is a usage error: there is no secret,
// it contains white space, or there is no terminal for the prompt.
func (a *App) ReadSecret(ctx context.Context, name, command string) (string, error) {
	read := func() ([]byte, error) { return io.ReadAll(io.LimitReader(a.Stdin, maxSecret)) }
	if f, ok := a.Stdin.(*os.File); ok && IsTerminal(f) {
		if !IsTerminal(a.Stderr) {
			return "", Usagef("pipe the %s into stdin: there is no terminal to ask on", name)
		}
		before, err := term.GetState(int(f.Fd()))
		if err != nil {
			return "", fmt.Errorf("read the %s: %w", name, err)
		}
		// After an interruption the terminal would stay without echo.
		defer term.Restore(int(f.Fd()), before)
		if command != "" {
			WriteAction(TerminalSafe(a.Stderr), "", "this command prints the "+name+": "+command)
		}
		fmt.Fprintf(a.Stderr, "%s: ", name)
		defer fmt.Fprintln(a.Stderr)
		read = func() ([]byte, error) { return term.ReadPassword(int(f.Fd())) }
	}
	text, err := interruptible(ctx, read)
	if err != nil {
		return "", err
	}
	value := strings.TrimRight(string(text), "\r\n")
	switch {
	case value == "":
		f := Usagef("no %s on stdin", name)
		if command != "" {
			f.Actions = []string{"pipe the output of this command into stdin: " + command}
		}
		return "", f
	case strings.ContainsAny(value, " \t\r\n"):
		return "", Usagef("the %s on stdin contains white space: expected only its value", name)
	}
	return value, nil
}

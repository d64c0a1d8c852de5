package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// CanAsk reports whether a person can answer a question: the program runs on a terminal
// and without --json.
func (a *App) CanAsk() bool { return IsTerminal(a.Stdin) && IsTerminal(a.Stderr) && !a.JSON }

// CannotAsk returns the usage error of a command that has no terminal to ask for confirmation on.
// instead names a flag, beside --yes, with which the command need not ask.
func CannotAsk(instead string) *Failure {
	return Usagef("there is no terminal to ask for confirmation on: give --yes, or %s", instead)
}

// Confirm asks a question on stderr and reports whether the answer is y or yes. The
// error comes from ctx.
func (a *App) Confirm(ctx context.Context, question string) (bool, error) {
	fmt.Fprint(a.Stderr, question, " [y/N] ")
	answered := make(chan string, 1)
	go func() { // a read from a terminal cannot be interrupted
		line, _ := bufio.NewReader(a.Stdin).ReadString('\n')
		answered <- line
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.Stderr)
		return false, ctx.Err()
	case line := <-answered:
		text := strings.ToLower(strings.TrimSpace(line))
		return text == "y" || text == "yes", nil
	}
}

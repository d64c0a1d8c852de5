package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// atTerminal reports whether a stream of the program is a terminal.
func atTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// canAsk reports whether somebody is there to answer a question.
func (a *app) canAsk() bool { return atTerminal(a.stdin) && atTerminal(a.stderr) && !a.asJSON }

// confirm asks a question on stderr, to which only y and yes are a yes. Its error
// is that of ctx.
func (a *app) confirm(ctx context.Context, question string) (bool, error) {
	fmt.Fprint(a.stderr, question, " [y/N] ")
	answered := make(chan string, 1)
	go func() { // reading a terminal cannot be interrupted
		line, _ := bufio.NewReader(a.stdin).ReadString('\n')
		answered <- line
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.stderr)
		return false, ctx.Err()
	case line := <-answered:
		text := strings.ToLower(strings.TrimSpace(line))
		return text == "y" || text == "yes", nil
	}
}

// fit shortens a line to the terminal, and leaves it whole where there is none.
func (a *app) fit(line string) string {
	if !atTerminal(a.stdout) {
		return line
	}
	width, _, err := term.GetSize(int(a.stdout.(*os.File).Fd()))
	if runes := []rune(line); err == nil && width > 1 && len(runes) > width {
		return string(runes[:width-1]) + "…"
	}
	return line
}

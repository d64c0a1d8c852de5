package demo

import (
	"context"
	"fmt"
	"os/exec"

	"sns-dynamics/internal/cli"
)

// open shows the demo, and then serves it as a page until ctx ends.
func open(ctx context.Context, a *cli.App, s samples) error {
	if a.JSON {
		return cli.Usagef("--open is for people: leave out --json, or use dynctl emulate --json")
	}
	server, _, err := run(ctx, a.Stdout, s, a.Style(a.Stdout))
	if err != nil {
		return err
	}
	defer server.Close()
	if _, err := fmt.Fprintf(a.Stdout, "\nThe same messages as a page, until Ctrl-C:\n\n  %s\n", server.PageURL); err != nil {
		return err
	}
	if cli.IsTerminal(a.Stdout) {
		openBrowser(server.PageURL)
	}
	<-ctx.Done()
	return nil
}

// openBrowser opens a page in the user's browser, if it finds a program for that. An
// error is no failure: the address of the page is printed.
func openBrowser(url string) {
	for _, name := range []string{"xdg-open", "open"} {
		if program, err := exec.LookPath(name); err == nil {
			if cmd := exec.Command(program, url); cmd.Start() == nil {
				go cmd.Wait()
			}
			return
		}
	}
}

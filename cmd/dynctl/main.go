//go:build !manpages

// Command dynctl is the operators' tool. It sets up and checks a deployment, publishes
// messages, and shows and repairs failures. It also runs the function against the
// embedded Dataverse emulator.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

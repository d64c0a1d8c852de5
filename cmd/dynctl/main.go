// Command dynctl is the operators' tool: it sets up, checks, publishes, shows what
// failed and repairs it; and it shows the function at work on the embedded
// Dataverse emulator.
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

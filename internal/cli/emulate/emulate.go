// Package emulate is the command dynctl emulate.
package emulate

import (
	"context"
	"errors"
	"net"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/inprocess"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/localdev/deployment"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "emulate",
		Short: "Serve the Dataverse emulator until interrupted",
		Long: "Serves the embedded Dataverse emulator, with its token endpoint and its secret, and\n" +
			"prints how to connect. Rows live as long as the process or, with --state, in a file.\n\n" +
			"It also serves an AWS account with the stack " + deployment.Stack + ": a topic, the function, its\n" +
			"queues, its log and alarms. The other commands of dynctl and the aws CLI work with it.\n" +
			"Queues and log lines end with the process.\n\n" +
			"The inspector is a page on 127.0.0.1 that shows what messages do, runs messages that\n" +
			"are published there, and switches faults on; it serves the same as JSON. Its page Faults\n" +
			"says what each fault simulates. An unknown fault, such as --fault list, lists the names.\n\n" +
			"With --routes, the function takes any message by the routes of a folder: see dynctl\n" +
			"routes.\n\n" +
			"Plain HTTP is served on loopback only. With --tls the address may be another, such\n" +
			"as that of a Docker bridge, and clients must trust the printed certificate. A request\n" +
			"whose Host header is no name of the listener is refused.",
		Example: "  dynctl emulate\n" +
			"  dynctl emulate --addr 127.0.0.1:8086 --metadata org.xml --state rows.json\n" +
			"  dynctl emulate --fault 429-requests=3",
		Args: cli.NoArgsBut(func(string) string { return "dynctl emulate --addr 127.0.0.1:8086" }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			// The report is written when the emulator is ready.
			return cli.Result{IsReported: true}, serve(ctx, a, o)
		}),
	}
	o.addFlags(cmd)
	return cmd
}

// serve serves the emulator until ctx ends.
func serve(ctx context.Context, a *cli.App, o options) error {
	made, warnings, err := o.emulator()
	if err != nil {
		return err
	}
	file, err := o.openState(&made)
	if err != nil {
		return err
	}
	if file != nil {
		defer file.Close()
	}
	deployed, err := o.deployed()
	if err != nil {
		return err
	}
	server, err := inprocess.Start(o.addr, made, config.DefaultPatience, deployed)
	if e, ok := errors.AsType[*emulator.StateError](err); ok {
		return o.stateFailure(e)
	}
	if e, ok := errors.AsType[*emulator.AddressError](err); ok {
		return o.addressFailure(e)
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "listen" {
		return cli.Failed("name another address or another port with --addr", "--addr %s: %w", o.addr, e)
	}
	if err != nil {
		return err
	}
	defer server.Close()
	if err := o.setFaults(server.Emulator); err != nil {
		return err
	}
	c := connection{
		Connection: server.Connection(), CAPEM: string(server.CertificateAuthority()), InspectorURL: server.PageURL,
		Stack: deployment.Stack, TopicARN: deployment.TopicARN, AWSRegion: awsemulator.Region,
		hasRoutes: o.routes != "",
	}
	if err := writeConnection(a, c, warnings); err != nil {
		return err
	}
	saveCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	saved := make(chan error, 1)
	go func() { saved <- saveUntil(saveCtx, file, server.Emulator, a.Stderr) }()
	<-ctx.Done()
	err = server.Close() // before stop, so that nothing changes after the last save
	stop()
	return errors.Join(err, <-saved)
}

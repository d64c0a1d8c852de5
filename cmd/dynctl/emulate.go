package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

func newEmulate(a *app) *cobra.Command {
	var o emulation
	cmd := &cobra.Command{
		Use:   "emulate",
		Short: "Serve the Dataverse emulator until interrupted",
		Long: "Serves the embedded Dataverse emulator, with the token endpoint and the secret\n" +
			"that go with it, and prints what to use. Rows live as long as the process, or,\n" +
			"with --state, in a file.\n\n" +
			"The inspector is a page on 127.0.0.1 that shows what messages do, runs those that\n" +
			"are published there, and switches faults on; the same is there as JSON.\n\n" +
			"Plain HTTP is served on loopback only. With --tls the address may be another, such\n" +
			"as that of a Docker bridge, and clients must trust the certificate printed. A\n" +
			"request whose Host header is no name of the listener is refused.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.emulate(cmd.Context(), o); err != nil {
				return a.command(func(context.Context, []string) (answer, error) { return answer{}, err })(cmd, args)
			}
			a.done = true // it was reported at its start
			return nil
		},
	}
	o.flags(cmd)
	return cmd
}

// connection is what a client needs to reach the emulator.
type connection struct {
	dynamicstest.Connection
	// CAPEM is the certificate to trust; empty without TLS.
	CAPEM string `json:"caPem,omitempty"`
	// InspectorURL is the page that shows what happens.
	InspectorURL string `json:"inspectorUrl"`
}

func (a *app) emulate(ctx context.Context, o emulation) error {
	made, warnings, err := o.options()
	if err != nil {
		return err
	}
	file, err := o.keep(&made)
	if err != nil {
		return err
	}
	if file != nil {
		defer file.Close()
	}
	server, err := startInspected(o.addr, made, config.DefaultPatience)
	if e, ok := errors.AsType[*dynamicstest.StateError](err); ok {
		return o.refused(e)
	}
	if err != nil {
		return err
	}
	defer server.Close()
	if err := o.setFaults(server.Emulator); err != nil {
		return err
	}
	if err := a.showEmulator(connection{server.Connection(), string(server.CertificateAuthority()), server.url}, warnings); err != nil {
		return err
	}
	keepCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	kept := make(chan error, 1)
	go func() { kept <- keepUntil(keepCtx, file, server.Emulator, a.stderr) }()
	<-ctx.Done()
	err = server.Close() // first, so that nothing changes after the last save
	stop()
	return errors.Join(err, <-kept)
}

func (a *app) showEmulator(c connection, warnings []string) error {
	if a.asJSON {
		return writeConnection(a.stdout, c, warnings)
	}
	for _, w := range warnings {
		fmt.Fprintln(harmless{a.stderr}, "dynctl: warning:", w)
	}
	return showConnection(a.stdout, c)
}

// writeConnection writes what to use as one line of JSON, once the emulator
// answers: the report that every command makes, with the data beside its fields
// as well, where the programs look that were written before there was a report.
func writeConnection(w io.Writer, c connection, warnings []string) error {
	return writeJSON(w, struct {
		report
		connection
	}{report{SchemaVersion: schemaVersion, Command: "emulate", Status: "ok", Data: c, Warnings: append([]string{}, warnings...)}, c})
}

// showConnection writes what to use for a person to copy.
func showConnection(w io.Writer, c connection) error {
	trust := ""
	if c.CAPEM != "" {
		trust = " --cacert ca.pem"
	}
	_, err := fmt.Fprintf(w, `Dataverse emulator on %[1]s, until Ctrl-C. Not Dataverse: see docs/emulator.md.

  serviceRootUrl  %[2]s
  authorityHost   %[3]s
  tenantId        %[4]s
  clientId        %[5]s
  clientSecret    %[6]s
  secretArn       %[7]s
  awsEndpointUrl  %[8]s

What messages do, and publishing one, in a browser on this machine:

  %[11]s

What the function's environment needs to reach it (docs/emulator.md, With sam):

  AWS_ENDPOINT_URL=%[8]s AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=emulated AWS_SECRET_ACCESS_KEY=emulated
  %[9]s=%[7]s

To look at rows:

  token=$(curl -sS%[10]s %[3]s/%[4]s/oauth2/v2.0/token -d grant_type=client_credentials \
    -d client_id=%[5]s -d client_secret=%[6]s \
    -d scope=%[3]s/.default | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -sS%[10]s -H "Authorization: Bearer $token" -H 'OData-MaxVersion: 4.0' -H 'OData-Version: 4.0' \
    '%[2]scontacts?$select=fullname,emailaddress1'
`, c.Address, c.ServiceRootURL, c.AuthorityHost, c.TenantID, c.ClientID, c.ClientSecret,
		c.SecretARN, c.AWSEndpointURL, config.SecretARN, trust, c.InspectorURL)
	if err == nil && c.CAPEM != "" {
		_, err = fmt.Fprintf(w, "\nTo be trusted, for Go programs by SSL_CERT_FILE; save it as ca.pem for the lines above:\n\n%s", c.CAPEM)
	}
	return err
}

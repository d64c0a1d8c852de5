package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

func newEmulate(a *app) *cobra.Command {
	var addr string
	var secure bool
	cmd := &cobra.Command{
		Use:   "emulate",
		Short: "Serve the Dataverse emulator until interrupted",
		Long: "Serves the embedded Dataverse emulator, with the token endpoint and the secret\n" +
			"that go with it, and prints what to use. Rows live as long as the process.\n\n" +
			"Plain HTTP is served on loopback only. With --tls any address will do, such as\n" +
			"that of a Docker bridge, and clients must trust the certificate printed.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, args []string) error {
			show := showConnection
			if a.asJSON {
				show = writeConnection
			}
			if err := emulate(cmd.Context(), a.stdout, addr, secure, show); err != nil {
				return a.command(func(context.Context, []string) (answer, error) { return answer{}, err })(cmd, args)
			}
			a.done = true // it was reported at its start
			return nil
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:0", "address and port to listen on; port 0 picks a free one")
	cmd.Flags().BoolVar(&secure, "tls", false, "serve HTTPS, under a certificate authority made for this run")
	return cmd
}

// connection is what a client needs to reach the emulator.
type connection struct {
	dynamicstest.Connection
	// CAPEM is the certificate to trust; empty without TLS.
	CAPEM string `json:"caPem,omitempty"`
}

func emulate(ctx context.Context, w io.Writer, addr string, secure bool, show func(io.Writer, connection) error) error {
	server, err := dynamicstest.Start(addr, dynamicstest.Options{TLS: secure, KeepRequests: 1000})
	if err != nil {
		return err
	}
	defer server.Close()
	if err := show(w, connection{server.Connection(), string(server.CertificateAuthority())}); err != nil {
		return err
	}
	<-ctx.Done()
	return server.Close()
}

// writeConnection writes what to use as one line of JSON, once the emulator
// answers: the report that every command makes, with the data beside its fields
// as well, where the programs look that were written before there was a report.
func writeConnection(w io.Writer, c connection) error {
	return writeJSON(w, struct {
		report
		connection
	}{report{SchemaVersion: schemaVersion, Command: "emulate", Status: "ok", Data: c, Warnings: []string{}}, c})
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
		c.SecretARN, c.AWSEndpointURL, config.SecretARN, trust)
	if err == nil && c.CAPEM != "" {
		_, err = fmt.Fprintf(w, "\nTo be trusted, for Go programs by SSL_CERT_FILE; save it as ca.pem for the lines above:\n\n%s", c.CAPEM)
	}
	return err
}

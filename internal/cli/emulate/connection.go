package emulate

import (
	"fmt"
	"io"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/localdev/deployment"
)

// connection is the data that a client needs to reach the emulator.
type connection struct {
	emulator.Connection
	// CAPEM is the certificate to trust; empty without TLS.
	CAPEM string `json:"caPem,omitempty"`
	// InspectorURL is the address of the inspector's page.
	InspectorURL string `json:"inspectorUrl"`
	// Stack is the name of the stack of the AWS account, and TopicARN its topic.
	Stack    string `json:"stack"`
	TopicARN string `json:"topicArn"`
	// AWSRegion is the region of the AWS account.
	AWSRegion string `json:"awsRegion"`

	hasRoutes bool
}

func writeConnection(a *cli.App, c connection, warnings []string) error {
	if a.JSON {
		return writeJSON(a.Stdout, c, warnings)
	}
	for _, w := range warnings {
		cli.WriteText(a.Stderr, "dynctl: warning: ", w)
	}
	return writeText(a.Stdout, c)
}

// writeJSON writes the report of every command as one line, as soon as the emulator is
// ready. The members of the data are also members of the report itself, for programs
// that are older than the report.
func writeJSON(w io.Writer, c connection, warnings []string) error {
	return cli.WriteJSON(w, struct {
		cli.Report
		connection
	}{cli.NewReport("emulate", cli.Result{Data: c, Warnings: warnings}, nil), c})
}

// publication says how to publish a message. The samples of dynctl are operations, which routes may
// not match; the page has samples of the routes.
func publication(c connection) string {
	if c.hasRoutes {
		return "To publish a message, choose a sample of the routes on the page above. To see what became of messages:\n"
	}
	return "To publish a message (the output has the command that shows its end; docs/tutorial.md):\n\n" +
		"  dynctl sample 06 | dynctl publish -\n" +
		"  aws sns publish --topic-arn " + c.TopicARN + " --message \"$(dynctl sample 06)\""
}

// writeText writes the connection for people, as lines to copy.
func writeText(w io.Writer, c connection) error {
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
  topicArn        %[12]s

To see messages and to publish one, in a browser on this machine:

  %[11]s

For dynctl and the aws CLI, and for the function's environment (docs/emulator.md, With sam):

  unset AWS_PROFILE AWS_SESSION_TOKEN
  export AWS_ENDPOINT_URL=%[8]s AWS_REGION=%[13]s AWS_DEFAULT_REGION=%[13]s
  export AWS_ACCESS_KEY_ID=%[14]s AWS_SECRET_ACCESS_KEY=%[15]s DYNCTL_STACK=%[16]s
  export %[9]s=%[7]s

%[17]s
  dynctl dlq ls; dynctl doctor

To look at rows:

  token=$(curl -sS%[10]s %[3]s/%[4]s/oauth2/v2.0/token -d grant_type=client_credentials \
    -d client_id=%[5]s -d client_secret=%[6]s \
    -d scope=%[3]s/.default | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -sS%[10]s -H "Authorization: Bearer $token" -H 'OData-MaxVersion: 4.0' -H 'OData-Version: 4.0' \
    '%[2]scontacts?$select=fullname,emailaddress1'
`, c.Address, c.ServiceRootURL, c.AuthorityHost, c.TenantID, c.ClientID, c.ClientSecret,
		c.SecretARN, c.AWSEndpointURL, config.SecretARN, trust, c.InspectorURL, c.TopicARN, c.AWSRegion,
		deployment.AccessKeyID, deployment.SecretAccessKey, c.Stack, publication(c))
	if err == nil && c.CAPEM != "" {
		_, err = fmt.Fprintf(w, "\nTo be trusted, for Go programs by SSL_CERT_FILE; save it as ca.pem for the lines above:\n\n%s", c.CAPEM)
	}
	return err
}

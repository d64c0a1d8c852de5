package setup

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/operator/setup"
	"sns-dynamics/internal/operator/signin"
	"sns-dynamics/internal/operator/stack"
)

// federationData is the result of setup federation.
type federationData struct {
	IsDryRun bool   `json:"dryRun"`
	ClientID string `json:"clientId"`
	// Issuer is the issuer of the AWS account; empty if federation is not enabled.
	Issuer string `json:"issuer"`
	// Federation is enabled, unchanged or to enable.
	Federation  string           `json:"federation"`
	Credentials []credentialData `json:"credentials"`
	// SignIn is the sign-in of the function; nil if it was not tried.
	SignIn *handler.SignIn `json:"signIn,omitempty"`

	stack, doctor string // the command that checks the deployment
	// isComplete is false if an error ended the command.
	isComplete bool
}

// credentialData is a credential with its outcome: created, updated, unchanged, to make, or
// unknown issuer. With --dry-run the outcome is the one that the command would have.
type credentialData struct {
	setup.FederatedCredential
	Outcome string `json:"outcome"`
	// Command makes the credential without a token of Microsoft Graph.
	Command string `json:"command,omitempty"`
}

const (
	toMake        = "to make"
	unknownIssuer = "unknown issuer"
)

// enable enables federation, or with dryRun says whether it is enabled.
func (d *federationData) enable(ctx context.Context, p federationPlan, dryRun bool) (err error) {
	var enabled bool
	if d.Issuer, enabled, err = setup.FederationIssuer(ctx, p.cloud); err != nil {
		return err
	}
	switch {
	case enabled:
		d.Federation = setup.Unchanged
		return nil
	case dryRun:
		d.Federation = "to enable"
		return nil
	}
	d.Federation = "enabled"
	d.Issuer, err = setup.EnableFederation(ctx, p.cloud)
	return err
}

// signIn lets the function sign in. A failure is a warning: Microsoft Entra ID may need some
// minutes to know a new credential, and the function may have another way to sign in.
func (d *federationData) signIn(ctx context.Context, p federationPlan) (warnings []string) {
	s, err := signin.Check(ctx, p.cloud, p.function, p.environment)
	if err != nil {
		return []string{awserror.Text(err)}
	}
	d.SignIn = &s
	switch {
	case s.Way != "federation" && s.Environment == "":
		return []string{"the function signs in by " + s.Way + ": deploy it with TenantId, ClientId and ServiceRootUrl, and without SecretArn"}
	case s.Error != "":
		return []string{"the function does not sign in: " + s.Error, cmp.Or(s.Fix, "wait some minutes") + "; then: " + d.doctor}
	}
	return nil
}

func (d *federationData) write(w io.Writer) error {
	if d.Federation == "" { // it is not known
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "federation\t%s\n", d.Federation)
	fmt.Fprintf(t, "issuer\t%s\n", cmp.Or(d.Issuer, "not known before federation is enabled"))
	for _, c := range d.Credentials {
		fmt.Fprintf(t, "credential\t%s: %s\n  subject\t%s\n  audience\t%s\n", c.Name, c.Outcome, c.Subject, c.Audiences[0])
	}
	if d.SignIn != nil && d.SignIn.Error == "" {
		fmt.Fprintf(t, "sign-in\t%s, application user %s\n", cmp.Or(d.SignIn.Way, "environment "+d.SignIn.Environment), d.SignIn.UserID)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, c := range d.Credentials {
		if c.Command != "" {
			if _, err := fmt.Fprintf(w, "\n%s\n", c.Command); err != nil {
				return err
			}
		}
	}
	if !d.isComplete {
		return nil
	}
	fmt.Fprintln(w)
	return cli.WriteAction(w, "next: ", d.next())
}

func (d *federationData) next() string {
	if d.IsDryRun {
		return "the same command without --dry-run"
	}
	next := stack.Outputs{Application: config.Application{TenantID: "TENANT", ClientID: cmp.Or(d.ClientID, "CLIENT-ID"), ServiceRootURL: "ORG"}}.DeployCommand()
	if d.stack != "" {
		next = d.doctor
	}
	if slices.ContainsFunc(d.Credentials, func(c credentialData) bool { return c.Command != "" }) {
		return "the az command above, then: " + next
	}
	return next
}

// azCommand returns the command of the Azure CLI that makes a credential.
//
// See https://learn.microsoft.com/cli/azure/ad/app/federated-credential
func azCommand(clientID string, c setup.FederatedCredential) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // texts marshal without an error
	}
	return "az ad app federated-credential create --id " + cli.ShellWord(clientID) + " --parameters " + cli.ShellWord(string(text))
}

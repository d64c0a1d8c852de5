// Package setup is the command group dynctl setup: it gives the function access to
// Dynamics 365.
package setup

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
)

// New returns the command with its subcommands.
func New(a *cli.App) *cobra.Command {
	cmd := cli.NewGroup("setup", "Give the function access to Dynamics 365: consent, credentials, application user, key policy",
		newConsentURL(a), newSecret(a), newAppUser(a), newFederation(a), newCertificate(a), newKeyPolicy(a), newLedger(a))
	cmd.Example = "  dynctl setup secret --stack sns-dynamics < client-secret"
	return cmd
}

// identityFlags are the flags that several steps of the set-up have.
type identityFlags struct{ tenant, clientID, org string }

func (f *identityFlags) register(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		switch name {
		case "tenant":
			cmd.Flags().StringVar(&f.tenant, name, "", "Microsoft Entra `tenant`, its id or one of its domains")
		case "client-id":
			cmd.Flags().StringVar(&f.clientID, name, "", "application (client) `id` of the app registration")
		case "org":
			cmd.Flags().StringVar(&f.org, name, "", "`URL` of the environment, its service root or its host")
		}
	}
}

// checkValues checks the values of the flags that are given. Its error is a usage error.
func (f identityFlags) checkValues() error {
	if f.clientID != "" && !operation.IsGUID(f.clientID) {
		return cli.Usagef("--client-id: expected a GUID, the application (client) id of the app registration")
	}
	if !auth.IsTenant(f.tenant) {
		return cli.Usagef("--tenant: expected a GUID or a domain name")
	}
	if f.org != "" {
		_, err := parseOrg(f.org)
		return err
	}
	return nil
}

// parseOrg parses the value of --org. Its error is a usage error.
func parseOrg(org string) (webapi.Root, error) {
	root, err := webapi.ParseRoot(org)
	if err == nil && !isQualified(org) {
		err = errors.New("is no host of an environment: expected one such as org.crm4.dynamics.com")
	}
	if err != nil {
		return root, cli.Usagef("--org %w", err)
	}
	return root, nil
}

// isQualified reports whether the host of a URL is this machine, an IP address, or a name in a
// domain.
func isQualified(url string) bool {
	u, err := webapi.ParseOrigin(url)
	return err == nil && (webapi.IsLoopback(u.Hostname()) || strings.ContainsAny(u.Hostname(), ".:"))
}

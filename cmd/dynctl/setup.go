package main

import (
	"cmp"
	"context"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/environment"
)

func newSetup(a *app) *cobra.Command {
	return newGroup("setup", "Let the function into Dynamics 365: consent, secret, application user",
		newSetupConsentURL(a), newSetupSecret(a), newSetupAppUser(a))
}

// identityFlags are what every step of the set-up has to be told.
type identityFlags struct{ tenant, clientID, org string }

func (f *identityFlags) register(cmd *cobra.Command, which ...string) {
	for _, name := range which {
		switch name {
		case "tenant":
			cmd.Flags().StringVar(&f.tenant, name, "", "Microsoft Entra `tenant`, its id or a domain of it")
		case "client-id":
			cmd.Flags().StringVar(&f.clientID, name, "", "application (client) `id` of the app registration")
		case "org":
			cmd.Flags().StringVar(&f.org, name, "", "`URL` of the environment, its service root or its host")
		}
	}
}

func parseOrg(org string) (dynamics.Root, error) {
	root, err := dynamics.ParseRoot(org)
	if err != nil {
		return root, usagef("--org %w", err)
	}
	return root, nil
}

// patience bounds how long a person is kept waiting for Dataverse. Where it asks
// to be left alone for longer, the client gives up at once.
const patience = time.Minute

// identify says who the environment takes us for.
func identify(ctx context.Context, c *dynamics.Client) (whoData, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	e := environment.New(c)
	me, err := e.WhoAmI(ctx)
	if err != nil {
		return whoData{}, err
	}
	user, err := e.User(ctx, me.UserID)
	if environment.IsForbidden(err) {
		// Without prvReadUser nobody reads even their own name; who it is, is known.
		return whoData{Identity: me}, nil
	}
	return whoData{Identity: me, FullName: user.FullName, ApplicationID: user.ApplicationID, Roles: names(user.Roles)}, err
}

// names are nil where the roles may not be read.
func names(roles []environment.Role) []string {
	if roles == nil {
		return nil
	}
	all := []string{}
	for _, r := range roles {
		all = append(all, r.Name)
	}
	return all
}

// newClient is a client of the Web API for a tool.
func newClient(credentials func(context.Context) (dynamics.Credentials, error)) *dynamics.Client {
	return dynamics.New(dynamics.Config{Credentials: credentials, UserAgent: "dynctl/" + cmp.Or(version().Version, "devel")})
}

// given are credentials that are at hand.
func given(c dynamics.Credentials) func(context.Context) (dynamics.Credentials, error) {
	return func(context.Context) (dynamics.Credentials, error) { return c, nil }
}

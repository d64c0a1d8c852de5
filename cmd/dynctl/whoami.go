package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/environment"
	"sns-dynamics/internal/secret"
)

func newWhoami(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Say who Dataverse takes the function for",
		Long: "Signs in with the function's own credentials and says who Dataverse takes it for:\n" +
			"the application user, its roles, the environment. Changes nothing.",
		Args: takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			who, err := a.whoami(ctx)
			return answer{data: who, text: who.write}, err
		}),
	}
	a.secretFlag(cmd)
	return cmd
}

// whoData is who Dataverse takes somebody for.
type whoData struct {
	environment.Identity
	FullName      string   `json:"fullName"`
	ApplicationID string   `json:"applicationId"`
	Roles         []string `json:"roles"` // null where they may not be read
	ServiceRoot   string   `json:"serviceRootUrl"`
}

func (a *app) whoami(ctx context.Context) (*whoData, error) {
	credentials, err := a.credentials(ctx)
	if err != nil {
		return nil, err
	}
	who, err := identify(ctx, newClient(given(credentials)))
	if err != nil {
		return nil, a.ofDynamics(ctx, err)
	}
	who.ServiceRoot = credentials.Root.String()
	return &who, nil
}

// credentials reads the function's own, from the secret that flags, environment or
// stack name.
func (a *app) credentials(ctx context.Context) (dynamics.Credentials, error) {
	c, err := a.cloud(ctx)
	if err != nil {
		return dynamics.Credentials{}, err
	}
	at, err := a.places(ctx, c)
	if err != nil {
		return dynamics.Credentials{}, err
	}
	if err := a.needed(at.SecretARN, "secret"); err != nil {
		return dynamics.Credentials{}, err
	}
	credentials, err := secret.New(c, at.SecretARN).Credentials(ctx)
	if err != nil {
		return dynamics.Credentials{}, a.ofSecret(ctx, err)
	}
	return credentials, nil
}

// ofSecret is the failure of an error of reading the secret. What AWS did not
// refuse is the secret's content.
func (a *app) ofSecret(ctx context.Context, err error) error {
	f := a.explain(ctx, err)
	if len(f.actions) == 0 && dynamics.ClassOf(err) == dynamics.Misconfigured {
		f.actions = []string{"dynctl setup secret writes it"}
	}
	return f
}

func (w *whoData) write(out io.Writer) error {
	if w == nil {
		return nil
	}
	roles := strings.Join(w.Roles, ", ")
	switch {
	case w.Roles == nil:
		roles = "unknown: reading them takes prvReadUser and prvReadRole"
	case roles == "":
		roles = "none of its own"
	}
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"user", strings.TrimSpace(w.FullName + " " + w.UserID)}, {"application", w.ApplicationID}, {"roles", roles},
		{"business unit", w.BusinessUnitID}, {"organization", w.OrganizationID}, {"environment", w.ServiceRoot},
	} {
		fmt.Fprintf(tw, "%s\t%s\n", line[0], line[1])
	}
	return tw.Flush()
}

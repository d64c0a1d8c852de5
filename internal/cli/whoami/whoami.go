// Package whoami is the command dynctl whoami.
package whoami

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/environment"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Show the user that Dataverse signs the function in as",
		Long: "Signs in with the function's own credentials and shows the application user, its\n" +
			"roles and the environment. Changes nothing.",
		Example: "  dynctl whoami --stack sns-dynamics\n" +
			"  dynctl whoami --stack sns-dynamics --environment emea",
		Args: cli.NoArgsBut(func(arg string) string { return "dynctl whoami --stack " + cli.ShellWord(arg) }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			who, err := whoami(ctx, a)
			if err != nil {
				return cli.Result{Data: who}, err
			}
			return cli.Result{Data: who, Text: who.write}, nil
		}),
	}
	a.SecretFlag(cmd)
	a.EnvironmentFlag(cmd)
	return cmd
}

// user is the application user and its environment.
type user struct {
	environment.CurrentUser
	ServiceRoot string `json:"serviceRootUrl"`
}

func whoami(ctx context.Context, a *cli.App) (*user, error) {
	credentials, err := a.Credentials(ctx)
	if err != nil {
		return nil, err
	}
	done := a.Wait("Dataverse")
	found, err := cli.CurrentUser(ctx, credentials)
	done()
	if err != nil {
		return nil, cli.WithAdvice(ctx, err)
	}
	return &user{CurrentUser: found, ServiceRoot: credentials.Root.String()}, nil
}

func (u *user) write(w io.Writer) error {
	roles := strings.Join(u.Roles, ", ")
	switch {
	case u.Roles == nil:
		roles = "unknown: reading them needs prvReadUser and prvReadRole"
	case roles == "":
		roles = "none of its own"
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"user", strings.TrimSpace(u.FullName + " " + u.UserID)}, {"application", u.ApplicationID}, {"roles", roles},
		{"business unit", u.BusinessUnitID}, {"organization", u.OrganizationID}, {"environment", u.ServiceRoot},
	} {
		fmt.Fprintf(t, "%s\t%s\n", line[0], line[1])
	}
	return t.Flush()
}

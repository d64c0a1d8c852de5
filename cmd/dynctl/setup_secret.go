package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/setup"
)

func newSetupSecret(a *app) *cobra.Command {
	var f identityFlags
	var name, authority string
	var before bool
	cmd := &cobra.Command{
		Use:   "secret",
		Short: "Try the credentials, and keep them in Secrets Manager",
		Long: "Reads the client secret from stdin, or asks for it on the terminal without echo,\n" +
			"tries it, and writes the credentials to Secrets Manager: a new secret, or a new\n" +
			"version of the one that is there. What a flag does not say stays as the secret\n" +
			"has it, so to rotate the client secret it is enough to name the secret:\n\n" +
			"  dynctl setup secret --stack sns-dynamics < client-secret",
		Args: takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			return a.setupSecret(ctx, name, setup.Fields{
				TenantID: f.tenant, ClientID: f.clientID, ServiceRootURL: f.org, AuthorityHost: authority,
			}, before)
		}),
	}
	f.register(cmd, "tenant", "client-id", "org")
	a.secretFlag(cmd)
	cmd.Flags().StringVar(&name, "name", "", "`name` of the secret, which is made if it is not there")
	cmd.Flags().StringVar(&authority, "authority", "", "`host` to sign in at, where it does not follow from --org")
	cmd.Flags().BoolVar(&before, "before-app-user", false, "write the secret although the application is no user of the environment yet")
	return cmd
}

// secretData says nothing of the secret's value.
type secretData struct {
	setup.Written
	ServiceRoot string `json:"serviceRootUrl"`
	UserID      string `json:"userId"` // empty with --before-app-user, where there is none
}

func (a *app) setupSecret(ctx context.Context, name string, f setup.Fields, before bool) (answer, error) {
	if f.ServiceRootURL != "" {
		root, err := parseOrg(f.ServiceRootURL)
		if err != nil {
			return answer{}, err
		}
		f.ServiceRootURL = root.String()
	}
	c, err := a.cloud(ctx)
	if err != nil {
		return answer{}, err
	}
	id := name
	if id == "" {
		at, err := a.places(ctx, c)
		if err != nil {
			return answer{}, err
		}
		id = at.SecretARN
	}
	if id == "" && a.stack == "" {
		return answer{}, usagef("give --name, --secret or --stack")
	}
	if id == "" {
		return answer{}, a.needed(id, "secret")
	}
	if f.ClientSecret, err = a.hidden(ctx, "client secret"); err != nil {
		return answer{}, err
	}
	draft, err := setup.Prepare(ctx, c, id, f)
	if err != nil {
		return answer{}, a.ofDraft(ctx, err)
	}
	data := secretData{ServiceRoot: draft.Credentials.Root.String()}
	found := answer{data: data}
	who, err := identify(ctx, newClient(given(draft.Credentials)))
	switch {
	case err == nil:
		data.UserID = who.UserID
	case ctx.Err() != nil:
		return found, ctx.Err()
	case before && isNoUserYet(err):
		found.warnings = []string{"Entra ID takes the client secret, but the environment does not know the application yet"}
	case isNoUserYet(err):
		f, _ := errors.AsType[*failure](a.ofDynamics(ctx, err))
		f.actions = append(f.actions, "nothing was written: run this again after it, or now with --before-app-user")
		return found, f
	default:
		return found, ofOwnSecret(a.ofDynamics(ctx, err))
	}
	data.Written, err = draft.Write(ctx, c)
	found.data = data
	if err != nil {
		return found, err
	}
	found.text = func(w io.Writer) error { return data.write(w, draft.Credentials) }
	return found, nil
}

// ofDraft is the failure of what makes no credentials: fields that nobody gave.
func (a *app) ofDraft(ctx context.Context, err error) error {
	f := a.explain(ctx, err)
	if f.exit == exitFailed && strings.HasPrefix(err.Error(), "secret: field") {
		f.exit, f.code = exitUsage, "usage"
		f.actions = []string{"give --tenant, --client-id and --org"}
	}
	return f
}

// ofOwnSecret leaves this very command out of the advice.
func ofOwnSecret(err error) error {
	if f, ok := errors.AsType[*failure](err); ok {
		f.actions = slices.DeleteFunc(f.actions, func(action string) bool { return action == "dynctl setup secret" })
		if _, isNoHost := errors.AsType[*net.DNSError](err); isNoHost {
			f.actions = []string{"check --org: there may be no such host"}
		}
	}
	return err
}

// isNoUserYet reports whether the sign-in worked, and the application user is
// missing or not ready.
func isNoUserYet(err error) bool {
	e, ok := errors.AsType[*dynamics.Error](err)
	return ok && slices.Contains([]string{"0x80072560", "0x80040225", "0x80042f09"}, strings.ToLower(e.Code))
}

func (d secretData) write(w io.Writer, c dynamics.Credentials) error {
	tried := "user " + d.UserID + " of " + d.ServiceRoot
	next := "make deploy CODE_BUCKET=… SECRET_ARN=" + d.ARN
	if d.UserID == "" {
		tried = "signed in; no user of " + d.ServiceRoot + " yet"
		next = "dynctl setup app-user --secret " + cmp.Or(d.ARN, "…")
	}
	if d.Outcome != "created" && d.UserID != "" {
		next = "dynctl doctor; warm functions read the secret again when they need to"
	}
	_, err := fmt.Fprintf(w, "%-9s  %s\n%-9s  %s\n%-9s  %s\n", "tried", tried, d.Outcome, d.ARN, "next", next)
	return err
}

package setup

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/operator/setup"
)

// testCredentials signs in and returns the id of the application user. With before it
// accepts that there is no application user yet, with a warning and an empty id.
func testCredentials(ctx context.Context, c auth.Credentials, before bool) (userID string, warnings []string, err error) {
	user, err := cli.CurrentUser(ctx, c)
	switch {
	case err == nil:
		return user.UserID, nil, nil
	case ctx.Err() != nil:
		return "", nil, ctx.Err()
	case before && isNoUserYet(err):
		return "", []string{"Microsoft Entra ID accepts the client secret, but the environment does not have the application as a user yet"}, nil
	case isNoUserYet(err):
		f := cli.FailureOf(ctx, cli.WithAdvice(ctx, err))
		for i, action := range f.Actions {
			if strings.HasPrefix(action, "dynctl setup app-user") { // the secret that has both does not exist yet
				f.Actions[i] += " --client-id " + cli.ShellWord(c.ClientID) + " --org " + cli.ShellWord(c.Root.String())
			}
		}
		f.Actions = append(f.Actions, "nothing was written: run the same command again after it, or now with --before-app-user")
		return "", nil, f
	}
	return "", nil, withoutOwnAdvice(cli.WithAdvice(ctx, err))
}

// draftFailure returns the failure of fields that make no credentials.
func draftFailure(ctx context.Context, err error) error {
	of, isOfFields := errors.AsType[*setup.FieldsError](err)
	if !isOfFields {
		return cli.FailureOf(ctx, err)
	}
	f := cli.Usage(err)
	var flags []string
	for _, field := range []struct{ name, flag string }{
		{"tenantId", "--tenant"}, {"clientId", "--client-id"}, {"serviceRootUrl", "--org"}, {"authorityHost", "--authority"},
	} {
		if strings.Contains(of.Error(), "field "+field.name) {
			flags = append(flags, field.flag)
		}
	}
	if flags != nil {
		f.Actions = []string{"give " + strings.Join(flags, ", ")}
	}
	return f
}

// withoutOwnAdvice removes this command from the advice of a failure, and names the flags of
// this command in the place of the fields of a secret, which does not exist yet.
func withoutOwnAdvice(err error) error {
	if f, ok := errors.AsType[*cli.Failure](err); ok {
		f.Actions = slices.DeleteFunc(f.Actions, func(action string) bool { return strings.HasPrefix(action, "dynctl setup secret") })
		for i, action := range f.Actions {
			f.Actions[i] = inFlags(action)
		}
		if e, isNoHost := errors.AsType[*net.DNSError](err); isNoHost {
			f.Actions = []string{noHostAdvice("check --org and --authority", e)}
		}
	}
	return err
}

// inFlags returns an advice with the flags of the command in the place of the fields of a
// secret and of the parameters of the stack.
func inFlags(advice string) string {
	return strings.NewReplacer(
		"tenantId in the secret, or TenantId", "--tenant", "serviceRootUrl in the secret, or ServiceRootUrl", "--org",
		"clientSecret, ", "the client secret, ", " in the secret, or the parameters of the same names", "",
		"tenantId", "--tenant", "clientId", "--client-id", "serviceRootUrl", "--org", "authorityHost", "--authority",
		", not its id, into the secret", ", not its id, into standard input", " and put it into the secret", " and give it to this command",
		"the tenant of the secret", "the tenant of --tenant", " in the secret", "",
	).Replace(advice)
}

// isNoUserYet reports whether the sign-in succeeded, and the application user does not
// exist or is not ready.
func isNoUserYet(err error) bool {
	e, ok := errors.AsType[*dynamics.Error](err)
	return ok && slices.Contains([]string{"0x80072560", "0x80040225", "0x80042f09"}, strings.ToLower(e.Code))
}

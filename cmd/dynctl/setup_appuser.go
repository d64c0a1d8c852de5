package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/secret"
	"sns-dynamics/internal/setup"
)

func newSetupAppUser(a *app) *cobra.Command {
	var f appUserFlags
	cmd := &cobra.Command{
		Use:   "app-user",
		Short: "Make the application a user of Dynamics 365, with a security role",
		Long: "Makes the application a user of the environment and gives it a security role with\n" +
			"what the function needs: to read and change the rows of each --table, to act for\n" +
			"another user and to look one up. Each step looks first and changes only what is\n" +
			"missing, so it can be run again at any time.\n\n" +
			"It takes an administrator: a token on stdin,\n\n" +
			"  az account get-access-token --resource https://ORG.crm4.dynamics.com --query accessToken -o tsv |\n" +
			"    dynctl setup app-user --token-stdin --org ORG.crm4.dynamics.com --client-id ID --table contacts\n\n" +
			"or the secret of an application that is an administrator, by --admin-secret.",
		Args: takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) { return a.setupAppUser(ctx, f) }),
	}
	f.register(cmd, "client-id", "org")
	a.secretFlag(cmd)
	cmd.Flags().StringVar(&f.role, "role", "SNS Dynamics", "`name` of the security role, which is made if it is not there")
	cmd.Flags().StringArrayVar(&f.tables, "table", nil, "`table` that messages name, by entity set or logical name; repeat it for more")
	cmd.Flags().BoolVar(&f.noImpersonate, "no-impersonate", false, "leave out the privilege to act for another user, which messages with impersonate need")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "print each request that would change something, and send none of them")
	cmd.Flags().BoolVar(&f.tokenStdin, "token-stdin", false, "read an administrator's access token from stdin")
	cmd.Flags().StringVar(&f.adminSecret, "admin-secret", "", "`ARN` or name of the secret of an application that is an administrator")
	return cmd
}

type appUserFlags struct {
	identityFlags
	role          string
	tables        []string
	noImpersonate bool
	dryRun        bool
	tokenStdin    bool
	adminSecret   string
}

func (a *app) setupAppUser(ctx context.Context, f appUserFlags) (answer, error) {
	if f.tokenStdin == (f.adminSecret != "") {
		return answer{}, usagef("give --token-stdin or --admin-secret: it takes an administrator")
	}
	application, admin, err := a.appUserCredentials(ctx, f)
	if err != nil {
		return answer{}, err
	}
	if !dynamics.IsGUID(application.ClientID) {
		return answer{}, usagef("--client-id: expected a GUID")
	}
	user := setup.AppUser{
		ClientID: application.ClientID, Role: f.role, Tables: f.tables, ActsForNobody: f.noImpersonate, Root: admin.Root, IsDryRun: f.dryRun,
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	outcome, err := user.SetUp(limited, newClient(given(admin)), func(s setup.Step) {
		if !a.asJSON {
			writeStep(harmless{a.stdout}, s, f.dryRun)
		}
	})
	found := answer{data: outcome, warnings: outcome.LeftOut}
	if len(f.tables) == 0 {
		found.warnings = append(found.warnings, "no --table was given: this lets the user read and write the rows of no table; run it again with --table")
	}
	if ctx.Err() != nil {
		return found, ctx.Err()
	}
	if err != nil {
		return found, ofAppUser(err, f.tokenStdin)
	}
	found.text = func(w io.Writer) error {
		if f.dryRun {
			_, err := fmt.Fprintf(w, "\nThe privileges: %s.\nNext: the same without --dry-run.\n", strings.Join(outcome.Privileges, ", "))
			return err
		}
		_, err := fmt.Fprintf(w, "\nNext: %s.\n", a.afterAppUser())
		return err
	}
	return found, nil
}

// afterAppUser is the next step of the set-up.
func (a *app) afterAppUser() string {
	switch {
	case a.stack != "":
		return "dynctl doctor --stack " + shellWord(a.stack)
	case a.given.SecretARN != "":
		return "make deploy, then dynctl doctor"
	}
	return "dynctl setup secret"
}

// appUserCredentials are whom to set up, of whom only the client id counts, and
// the administrator's.
func (a *app) appUserCredentials(ctx context.Context, f appUserFlags) (application, admin dynamics.Credentials, err error) {
	application.ClientID = f.clientID
	if f.org != "" {
		if application.Root, err = parseOrg(f.org); err != nil {
			return application, admin, err
		}
	}
	var c aws.Config
	isKnown := f.clientID != "" && (f.org != "" || !f.tokenStdin)
	if !isKnown || !f.tokenStdin {
		if c, err = a.cloud(ctx); err != nil {
			return application, admin, err
		}
	}
	if !isKnown {
		at, err := a.places(ctx, c)
		if err != nil {
			return application, admin, err
		}
		if at.SecretARN == "" && a.stack != "" {
			return application, admin, a.needed("", "secret")
		}
		if at.SecretARN == "" {
			return application, admin, usagef("give --client-id and --org, or the secret that has them: --secret or --stack")
		}
		kept, err := secret.New(c, at.SecretARN).Credentials(ctx)
		if err != nil {
			return application, admin, a.ofSecret(ctx, err)
		}
		application.ClientID = cmp.Or(application.ClientID, kept.ClientID)
		application.Root = cmp.Or(application.Root, kept.Root)
	}
	if f.tokenStdin {
		admin.Root = application.Root
		admin.Token, err = a.hidden(ctx, "access token")
		return application, admin, err
	}
	if admin, err = secret.New(c, f.adminSecret).Credentials(ctx); err != nil {
		return application, admin, a.ofSecret(ctx, err)
	}
	if application.Root != (dynamics.Root{}) && application.Root != admin.Root {
		return application, admin, usagef("the administrator's secret is of %s, the application's of %s", admin.Root, application.Root)
	}
	return application, admin, nil
}

// ofAppUser is the failure of a step. The credentials are an administrator's, so
// the remedy is another than the function's.
func ofAppUser(err error, isToken bool) error {
	if unknown, ok := errors.AsType[*setup.UnknownTable](err); ok {
		return failf("name the table by its entity set or logical name, as in make.powerapps.com > Tables", "%w", unknown)
	}
	if deleted, ok := errors.AsType[*setup.DeletedUser](err); ok {
		return failf("delete it for good, in Power Platform admin center > Environments > Settings > Application users > Deleted app users, then run this again", "%w", deleted)
	}
	e, ok := errors.AsType[*dynamics.Error](err)
	if !ok {
		if _, incomplete := errors.AsType[*setup.Incomplete](err); incomplete {
			return failf("run it again: what is done stays done", "%w", err)
		}
		return err
	}
	f := &failure{exit: exitFailed, code: "failed", err: err}
	f.ofDataverse(e)
	_, isNoHost := errors.AsType[*net.DNSError](err)
	switch {
	case isNoHost:
		f.actions = []string{"check --org, or serviceRootUrl in the secret: there may be no such host"}
	case dynamics.ClassOf(e) == dynamics.Unknown:
		f.exit, f.code, f.actions = exitUnavailable, "unavailable", nil
	case e.Status == http.StatusUnauthorized && isToken:
		f.actions = []string{"get a new access token for this environment: az account get-access-token --resource https://ORG.crm4.dynamics.com"}
	case f.exit == exitPermission && e.Op != "get token":
		f.actions = []string{"use an administrator who has the role System Administrator in this environment"}
	}
	if f.exit == exitUnavailable {
		f.actions = append(f.actions, "run it again: what is done stays done")
	}
	return f
}

// done says of an operation that it was done.
func done(op string) string {
	verb, object, _ := strings.Cut(op, " ")
	return map[string]string{"add": "added", "create": "created", "enable": "enabled", "give": "gave"}[verb] + " " + object
}

// writeStep writes a step as it is done.
func writeStep(w io.Writer, s setup.Step, isDryRun bool) {
	line := s.Found
	for i, r := range s.Requests {
		op, separator := r.Op, ", "
		switch {
		case isDryRun && i == 0:
			separator = ": would "
		case i == 0:
			separator = ": "
		}
		if !isDryRun {
			op = done(op)
		}
		line += separator + op
	}
	if changes := s.Name != "business unit" && s.Name != "tables" && s.Name != "check"; changes && len(s.Requests) == 0 {
		line += ": nothing to do"
	}
	fmt.Fprintf(w, "%-17s %s\n", s.Name, line)
	if isDryRun {
		for _, r := range s.Requests {
			fmt.Fprintf(w, "  %s %s\n  %s\n", r.Method, r.Path, r.Body)
		}
	}
}

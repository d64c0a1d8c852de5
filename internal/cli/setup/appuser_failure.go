package setup

import (
	"errors"
	"net"
	"net/http"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/setup"
)

const runAgain = "run the same command again: completed steps stay completed"

// appUserFailure returns the failure for an error of a step. Its actions differ from the
// actions for the function's errors, because the credentials are an administrator's.
func appUserFailure(err error, root webapi.Root, isToken bool) error {
	if unknown, ok := errors.AsType[*setup.UnknownTable](err); ok {
		return cli.Failed("name the table by its entity set or logical name, as in make.powerapps.com > Tables", "%w", unknown)
	}
	if deleted, ok := errors.AsType[*setup.DeletedUser](err); ok {
		return cli.Failed("delete the user permanently, in Power Platform admin center > Environments > Settings > Application users > Deleted app users, then run the same command again", "%w", deleted)
	}
	if e, ok := errors.AsType[*dynamics.Error](err); ok {
		return adminFailure(err, e, root, isToken)
	}
	if _, incomplete := errors.AsType[*setup.Incomplete](err); incomplete {
		return cli.Failed(runAgain, "%w", err)
	}
	return err
}

// adminFailure returns the failure for an error of Dataverse.
func adminFailure(err error, e *dynamics.Error, root webapi.Root, isToken bool) *cli.Failure {
	f := cli.DataverseFailure(err, e)
	noHost, isNoHost := errors.AsType[*net.DNSError](err)
	switch {
	case isNoHost:
		f.Actions = []string{noHostAdvice("check --org, or serviceRootUrl and authorityHost in the secret", noHost)}
	case dynamics.ClassOf(e) == operation.Unknown:
		f = cli.Unavailable(err)
	case e.Status == http.StatusUnauthorized && isToken:
		f.Actions = []string{"get a new access token for this environment: " + tokenCommand(root.Origin())}
	case f.Exit == cli.ExitPermission && e.Op != "get token":
		f.Actions = []string{"use an administrator who has the role System Administrator in this environment"}
	}
	if f.Exit == cli.ExitUnavailable {
		f.Actions = append(f.Actions, runAgain)
	}
	return f
}

// noHostAdvice is the action for a host that the DNS does not know.
func noHostAdvice(check string, e *net.DNSError) string {
	return check + ": there may be no host " + e.Name
}

package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/function/secret"
	"sns-dynamics/internal/operator/environment"
)

func (e *examination) secret(ctx context.Context) Finding {
	if e.Environment != "" {
		return checkEnvironmentSecret(ctx, e)
	}
	if e.deployed.HasApplication() {
		return e.application(ctx)
	}
	if e.deployed.SecretARN == "" {
		// A failure, because without a secret most of the other layers are not checked.
		return failed("no secret given", "give --stack or --secret")
	}
	var err error
	if e.stored, err = secret.New(e.cloud, e.deployed.SecretARN).Credentials(ctx); err != nil {
		return secretFailure(e, err, "write the credentials: "+setUpSecret+" --tenant TENANT --client-id CLIENT-ID --org ORG")
	}
	return found(e.deployed.SecretARN + ", well-formed")
}

// secretFailure is the finding for an error of reading a secret. If AWS returned the secret, its
// content is wrong, and write is the fix.
func secretFailure(e *examination, err error, write string) Finding {
	f := e.failure(err)
	if f.Fix == "" || strings.Contains(err.Error(), ": secret:") {
		f.Fix = write
	}
	return f
}

// token sends a WhoAmI request, because the client cannot fetch a token alone, and checks
// only whether the request reached Dataverse.
func (e *examination) token(ctx context.Context) Finding {
	e.environment = environment.New(e.Client(e.stored))
	e.tables = tables{environment: e.environment, named: e.Tables}
	e.me, e.meErr = e.environment.WhoAmI(ctx)
	refusal, isRefusal := errors.AsType[*dynamics.Error](e.meErr)
	_, isAssertion := errors.AsType[*auth.AssertionError](e.meErr)
	switch hasNoToken := isAssertion || isRefusal && refusal.Op == "get token"; {
	case hasNoToken && e.functionSignsIn:
		return e.operatorToken(e.meErr)
	case hasNoToken:
		return e.failure(e.meErr)
	}
	return found("application " + e.stored.ClientID + " of tenant " + e.stored.TenantID + ", from " + e.stored.AuthorityHost)
}

// administrator is the role that has all privileges, which nobody gives it.
const administrator = "System Administrator"

func (e *examination) user(ctx context.Context) Finding {
	if e.meErr != nil {
		return e.failure(e.meErr)
	}
	u, err := e.environment.User(ctx, e.me.UserID)
	if environment.IsForbidden(err) {
		return found(e.me.UserID + ", enabled; it may not read its name and roles")
	}
	if err != nil {
		return e.failure(err)
	}
	who := strings.TrimSpace(u.FullName + " (" + u.ID + ")")
	switch {
	case u.IsDisabled:
		return failed(who+" is disabled", "enable it: "+setUpUser)
	case u.Roles == nil:
		return found(who + ", enabled; it may not read its roles")
	case len(u.Roles) == 0:
		return warning(who+", enabled, has no role of its own", "give it one, unless its teams have roles: "+setUpUser)
	}
	var names []string
	for _, r := range u.Roles {
		names = append(names, r.Name)
	}
	e.role = names[0]
	if i := slices.IndexFunc(names, func(name string) bool { return name != administrator }); i > 0 {
		e.role = names[i]
	}
	return found(who + ", enabled, roles " + strings.Join(names, ", "))
}

func (e *examination) whoAmI(context.Context) Finding {
	return found(fmt.Sprintf("business unit %s, organization %s, %s", e.me.BusinessUnitID, e.me.OrganizationID, e.stored.Root))
}

const actForOthers = "prvActOnBehalfOfAnotherUser"

// impersonation fails only if messages need it: most deployments do not use the privilege
// and should not have to give it.
func (e *examination) impersonation(ctx context.Context) Finding {
	if e.privileges, e.mayErr = e.environment.UserPrivileges(ctx, e.me.UserID); e.mayErr != nil {
		return e.failure(e.mayErr)
	}
	depth := e.privileges[actForOthers]
	switch isRefused := e.fence != nil && !e.fence.AllowsImpersonation(); {
	case isRefused && e.Impersonate:
		return failed("AllowImpersonation is no: messages with impersonate are rejected", "allow it: "+e.deployed.DeployCommand("AllowImpersonation=yes"))
	case isRefused && depth != "":
		return warning(actForOthers+", "+depth+", although AllowImpersonation is no", "take the privilege out of the role")
	case isRefused:
		return found(actForOthers + " is missing, and AllowImpersonation is no")
	case depth != "":
		return found(actForOthers + ", " + depth)
	}
	const fix = "give it, or the role Delegate: " + setUpAppUser + " --allow impersonate"
	if e.Impersonate {
		return failed(actForOthers+" is missing", fix)
	}
	return warning(actForOthers+" is missing: messages with impersonate will fail", fix)
}

const readDefinitions = "prvReadEntity"

// definitions checks the privilege that batches and creates with related rows need. Without
// it they stay in the queue.
func (e *examination) definitions(context.Context) Finding {
	switch {
	case e.mayErr != nil:
		return Finding{Status: NotChecked, Found: "not checked: see impersonation"}
	case e.privileges[readDefinitions] == "":
		return failed(readDefinitions+" is missing: batches, and creates with related rows, stay in the queue", "give it: "+setUpUser)
	}
	return found(readDefinitions + ", " + e.privileges[readDefinitions])
}

package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/environment"
	"sns-dynamics/internal/secret"
)

func (e *examination) secret(ctx context.Context) Finding {
	if e.places.SecretARN == "" {
		// Whoever asks for this much wants it checked, and there is nothing below.
		return failed("nobody says which secret", "give --stack or --secret")
	}
	var err error
	if e.kept, err = secret.New(e.cloud, e.places.SecretARN).Credentials(ctx); err != nil {
		f := e.failure(err)
		if f.Fix == "" || strings.Contains(err.Error(), ": secret:") {
			f.Fix = "dynctl setup secret writes it"
		}
		return f
	}
	return found(e.places.SecretARN + ", well-formed")
}

// token asks who we are, as there is no asking for a token alone, and looks only
// at whether that came as far as Dataverse.
func (e *examination) token(ctx context.Context) Finding {
	e.environment = environment.New(e.Client(e.kept))
	e.me, e.meErr = e.environment.WhoAmI(ctx)
	if refusal, ok := errors.AsType[*dynamics.Error](e.meErr); ok && refusal.Op == "get token" {
		return e.failure(e.meErr)
	}
	return found("application " + e.kept.ClientID + " of tenant " + e.kept.TenantID + ", from " + e.kept.AuthorityHost)
}

func (e *examination) user(ctx context.Context) Finding {
	if e.meErr != nil {
		return e.failure(e.meErr)
	}
	u, err := e.environment.User(ctx, e.me.UserID)
	if environment.IsForbidden(err) {
		return found(e.me.UserID + ", enabled; its name and roles may not be read")
	}
	if err != nil {
		return e.failure(err)
	}
	who := strings.TrimSpace(u.FullName + " (" + u.ID + ")")
	switch {
	case u.IsDisabled:
		return failed(who+" is disabled", "dynctl setup app-user enables it")
	case u.Roles == nil:
		return found(who + ", enabled; its roles may not be read")
	case len(u.Roles) == 0:
		return warning(who+", enabled, has no role of its own", "dynctl setup app-user gives it one; roles of its teams count too")
	}
	var names []string
	for _, r := range u.Roles {
		names = append(names, r.Name)
	}
	return found(who + ", enabled, roles " + strings.Join(names, ", "))
}

func (e *examination) whoAmI(context.Context) Finding {
	return found(fmt.Sprintf("business unit %s, organization %s, %s", e.me.BusinessUnitID, e.me.OrganizationID, e.kept.Root))
}

const actForOthers = "prvActOnBehalfOfAnotherUser"

// impersonation is a failure only where messages need it: most deployments have
// no use for the privilege, and should not have to give it.
func (e *examination) impersonation(ctx context.Context) Finding {
	if e.privileges, e.mayErr = e.environment.UserPrivileges(ctx, e.me.UserID); e.mayErr != nil {
		return e.failure(e.mayErr)
	}
	if depth := e.privileges[actForOthers]; depth != "" {
		return found(actForOthers + ", " + depth)
	}
	const fix = "dynctl setup app-user gives it, or the role Delegate"
	if e.Impersonate {
		return failed(actForOthers+" is missing", fix)
	}
	return warning(actForOthers+" is missing: messages with impersonate will fail, others will not", fix)
}

const readDefinitions = "prvReadEntity"

// definitions looks for the privilege without which batches and creates with related
// rows wait.
func (e *examination) definitions(context.Context) Finding {
	switch {
	case e.mayErr != nil:
		return Finding{Status: NotChecked, Found: "not checked: see impersonation"}
	case e.privileges[readDefinitions] == "":
		return failed(readDefinitions+" is missing: batches, and creates with related rows, wait", "dynctl setup app-user gives it")
	}
	return found(readDefinitions + ", " + e.privileges[readDefinitions])
}

// table looks for the entity set, and for the privileges without which a message
// that names it cannot succeed.
func (e *examination) table(ctx context.Context, name string) Finding {
	var err error
	if e.tables == nil {
		if e.tables, err = e.environment.Tables(ctx); err != nil {
			return e.failure(err)
		}
	}
	t, ok := e.tables.ByEntitySet(name)
	if !ok {
		hint := e.tables.DidYouMean(name)
		if byName, isLogical := e.tables.Find(name); isLogical {
			hint = fmt.Sprintf(" (did you mean %q?)", byName.EntitySet)
		}
		return failed("no such entity set"+hint, "name the entity set in messages as Dataverse spells it, case included")
	}
	if t.LogicalName == "" {
		return warning("the entity set is there; the privileges on it may not be read", "to have them checked, give the role prvReadEntity")
	}
	all, err := e.environment.TablePrivileges(ctx, t.LogicalName)
	switch {
	case err != nil:
		return e.failure(err)
	case e.mayErr != nil:
		return Finding{Status: NotChecked, Found: "not checked: see impersonation"}
	}
	var lacks []string
	for _, p := range all {
		if slices.Contains([]string{"Read", "Write"}, p.Type) && e.privileges[p.Name] == "" {
			lacks = append(lacks, p.Name)
		}
	}
	if len(lacks) > 0 {
		return failed("the application user lacks "+strings.Join(lacks, ", "), "dynctl setup app-user --table "+name+" gives them")
	}
	return found("may be read and written")
}

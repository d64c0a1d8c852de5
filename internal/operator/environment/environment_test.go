package environment_test

import (
	"context"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operator/environment"
)

func open(t *testing.T) (*emulator.Emulator, environment.Environment) {
	t.Helper()
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const origin = "https://org.crm.dynamics.example"
	return e, environment.New(dynamics.New(dynamics.Config{
		Transport: e.Transport(),
		Credentials: func(context.Context) (auth.Credentials, error) {
			return auth.ParseCredentials([]byte(`{"tenantId":"` + emulator.TenantID + `","clientId":"` + emulator.ClientID + `","clientSecret":"` +
				emulator.ClientSecret + `","serviceRootUrl":"` + origin + `","authorityHost":"` + origin + `"}`))
		},
	}))
}

var forbidden = emulator.Fault{Status: 403, Body: `{"error":{"code":"0x80040220","message":"is missing prvRead privilege"}}`}

// TestWithoutPrivileges reads less if the user may not read all.
func TestWithoutPrivileges(t *testing.T) {
	e, env := open(t)
	me, err := env.WhoAmI(t.Context())
	if err != nil || me.UserID != emulator.ApplicationUserID {
		t.Fatalf("WhoAmI = %+v, %v", me, err)
	}
	if u, err := env.User(t.Context(), me.UserID); err != nil || len(u.Roles) != 2 || u.ApplicationID != emulator.ClientID {
		t.Errorf("User = %+v, %v, want both roles", u, err)
	}
	e.Fail(1, forbidden)
	if u, err := env.User(t.Context(), me.UserID); err != nil || u.Roles != nil || u.FullName == "" {
		t.Errorf("User = %+v, %v, want the name and no roles", u, err)
	}
	e.Fail(2, forbidden)
	if _, err := env.User(t.Context(), me.UserID); !environment.IsForbidden(err) {
		t.Errorf("User = %v, want that it may not be read", err)
	}
	all, err := env.Tables(t.Context())
	if table, ok := all.Find("opportunity"); err != nil || !ok || table.EntitySet != "opportunities" {
		t.Errorf("Tables = %v, %v", all, err)
	}
	e.Fail(1, forbidden)
	sets, err := env.Tables(t.Context())
	if table, ok := sets.Find("opportunities"); err != nil || !ok || len(sets) != len(all) || table.LogicalName != "" {
		t.Errorf("Tables = %v, %v, want the entity sets", sets, err)
	}
	if _, ok := sets.Find(""); ok {
		t.Error("a table was found by no name")
	}
}

func TestEvePrivileges(t *testing.T) {
	_, env := open(t)
	for id, want := range map[string]string{emulator.ApplicationUserID: "Global", emulator.EveID: ""} {
		if may, err := env.UserPrivileges(t.Context(), id); err != nil || may["prvActOnBehalfOfAnotherUser"] != want {
			t.Errorf("UserPrivileges(%s) = %v, %v, want %q", id, may, err, want)
		}
	}
}

// TestDisabledIsNotForbidden distinguishes a disabled user from a user without a privilege.
func TestDisabledIsNotForbidden(t *testing.T) {
	e, env := open(t)
	e.Fail(1, emulator.Fault{Status: 403, Body: `{"error":{"code":"0x80040225","message":"disabled"}}`})
	if _, err := env.Tables(t.Context()); err == nil || environment.IsForbidden(err) {
		t.Errorf("Tables = %v, want the error itself", err)
	}
}

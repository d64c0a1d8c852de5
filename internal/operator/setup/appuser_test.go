package setup_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/setup"
)

const (
	origin  = "https://org.crm.dynamics.example"
	another = "11111111-2222-4333-8444-555555555555" // a client id that no user has
)

// administration is an emulator with its administrator's client.
type administration struct {
	*testing.T
	*emulator.Emulator
	client *dynamics.Client
	root   webapi.Root
}

// bubble runs a test on a clock of its own, because the client waits after refusals.
func bubble(t *testing.T, test func(*administration)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := &administration{T: t, Emulator: e}
		o.client = o.newClient(emulator.AdminClientID, emulator.AdminClientSecret)
		o.root, err = webapi.ParseRoot(origin)
		if err != nil {
			t.Fatal(err)
		}
		test(o)
	})
}

func (o *administration) newClient(id, secret string) *dynamics.Client {
	return dynamics.New(dynamics.Config{Transport: o.Transport(), Credentials: o.credentials(id, secret)})
}

func (o *administration) credentials(id, secret string) func(context.Context) (auth.Credentials, error) {
	return func(context.Context) (auth.Credentials, error) {
		return auth.ParseCredentials([]byte(`{"tenantId":"` + emulator.TenantID + `","clientId":"` + id + `","clientSecret":"` + secret +
			`","serviceRootUrl":"` + origin + `","authorityHost":"` + origin + `"}`))
	}
}

// setUp runs the steps, and returns the number of requests that changed something.
func (o *administration) setUp(u setup.AppUser) (setup.Outcome, int, error) {
	o.Helper()
	o.ForgetRequests()
	u.Root = o.root
	if u.Role == "" {
		u.Role = "SNS Dynamics"
	}
	steps := 0
	outcome, err := u.SetUp(o.Context(), o.client, func(setup.Step) { steps++ })
	if steps != len(outcome.Steps) {
		o.Errorf("told of %d steps, want %d", steps, len(outcome.Steps))
	}
	return outcome, len(o.writes()), err
}

func (o *administration) writes() []string {
	var all []string
	for _, r := range o.Requests() {
		if r.Service == emulator.Dataverse && r.Method != http.MethodGet {
			all = append(all, r.Method+" "+strings.TrimPrefix(r.Target, "/api/data/v9.2/")+" "+string(r.Body))
		}
	}
	return all
}

// send changes something as the administrator.
func (o *administration) send(method, path, body string) {
	o.Helper()
	if _, err := o.client.Do(o.Context(), dynamics.Request{Op: "prepare", Method: method, Path: path, Body: []byte(body)}); err != nil {
		o.Fatal(err)
	}
}

// TestSetUpNew makes a user, and a second run finds nothing to do.
func TestSetUpNew(t *testing.T) {
	bubble(t, func(o *administration) {
		u := setup.AppUser{ClientID: another, Tables: []string{"contacts", "task", "opportunitycloses"}, MayDelete: true, MayAssign: true, MayImpersonate: true}
		outcome, writes, err := o.setUp(u)
		if err != nil || writes != 4 {
			t.Fatalf("SetUp = %v after %d writes, want 4: %q", err, writes, o.writes())
		}
		bind := `"businessunitid@odata.bind":"/businessunits(` + emulator.BusinessUnitID + `)"`
		for i, want := range []string{
			`POST systemusers {"accessmode":4,"applicationid":"` + another + `",` + bind + `,"isdisabled":false}`,
			`POST roles {` + bind + `,"name":"SNS Dynamics"}`,
			`POST roles(` + outcome.RoleID + `)/Microsoft.Dynamics.CRM.AddPrivilegesRole {"Privileges":[{"PrivilegeId":"`,
			`POST systemusers(` + outcome.UserID + `)/systemuserroles_association/$ref {"@odata.id":"` + origin + `/api/data/v9.2/roles(` + outcome.RoleID + `)"}`,
		} {
			if got := o.writes()[i]; !strings.HasPrefix(got, want) {
				t.Errorf("request %d is %s, want %s", i, got, want)
			}
		}
		// Tasks and opportunity closes are activities, so they share privileges.
		if got := len(outcome.Privileges); got != 3+7+7 || !slices.Contains(outcome.Privileges, "prvAssignActivity") {
			t.Errorf("%d privileges, want 17: %v", got, outcome.Privileges)
		}
		if again, writes, err := o.setUp(u); err != nil || writes != 0 || again.UserID != outcome.UserID || again.RoleID != outcome.RoleID {
			t.Errorf("again: %+v, %d writes, %v, want none", again, writes, err)
		}
	})
}

// TestSetUpWhatIsThere enables the user, and adds the missing parts.
func TestSetUpWhatIsThere(t *testing.T) {
	bubble(t, func(o *administration) {
		o.send("PATCH", "systemusers("+emulator.ApplicationUserID+")", `{"isdisabled":true}`)
		outcome, _, err := o.setUp(setup.AppUser{ClientID: emulator.ClientID, Role: "SNS Sync", Tables: []string{"contacts"}, MayDelete: true, MayAssign: true, MayImpersonate: true})
		writes := o.writes()
		if err != nil || len(writes) != 2 || outcome.RoleID != emulator.SyncRoleID {
			t.Fatalf("SetUp = %v, want the user enabled and one privilege added: %q", err, writes)
		}
		if writes[0] != "PATCH systemusers("+emulator.ApplicationUserID+`) {"isdisabled":false}` || strings.Count(writes[1], "PrivilegeId") != 1 {
			t.Errorf("it sent %q", writes)
		}
	})
}

func TestSetUpLeavesOut(t *testing.T) {
	bubble(t, func(o *administration) {
		outcome, _, err := o.setUp(setup.AppUser{ClientID: another, Tables: []string{"transactioncurrencies"}, MayAssign: true})
		if err != nil || !slices.Equal(outcome.LeftOut, []string{"transactioncurrency has no privilege to assign"}) || slices.Contains(outcome.Privileges, "prvAssignCurrency") {
			t.Errorf("left out %q, privileges %q, %v", outcome.LeftOut, outcome.Privileges, err)
		}
	})
}

func TestSetUpDryRun(t *testing.T) {
	bubble(t, func(o *administration) {
		outcome, writes, err := o.setUp(setup.AppUser{ClientID: another, Tables: []string{"contacts"}, IsDryRun: true})
		if err != nil || writes != 0 {
			t.Fatalf("%d writes, %v, want none", writes, err)
		}
		var paths []string
		for _, s := range outcome.Steps {
			for _, r := range s.Requests {
				paths = append(paths, r.Method+" "+r.Path)
				if !json.Valid(r.Body) {
					t.Errorf("%s: body %s", r.Path, r.Body)
				}
			}
		}
		want := []string{
			"POST systemusers", "POST roles", "POST roles(<id of the role>)/Microsoft.Dynamics.CRM.AddPrivilegesRole",
			"POST systemusers(<id of the user>)/systemuserroles_association/$ref",
		}
		if !slices.Equal(paths, want) {
			t.Errorf("it would send %q, want %q", paths, want)
		}
	})
}

// TestSetUpLostAnswers loses the response to each write in turn, before or after it was
// carried out. The second run finishes at the latest, and nothing is made twice.
func TestSetUpLostAnswers(t *testing.T) {
	u := setup.AppUser{ClientID: another, Tables: []string{"contacts"}}
	for nth := range 4 {
		for _, after := range []bool{false, true} {
			bubble(t, func(o *administration) {
				base := o.Transport()
				posts := 0
				lossy := roundTripper(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost && !strings.Contains(r.URL.Path, "/oauth2/") {
						if posts++; posts == nth+1 {
							r = r.WithContext(emulator.WithFault(r.Context(), emulator.Fault{Drop: true, After: after}, nil))
						}
					}
					return base.RoundTrip(r)
				})
				good := o.client
				o.client = dynamics.New(dynamics.Config{Transport: lossy, Credentials: func(context.Context) (auth.Credentials, error) {
					return auth.ParseCredentials([]byte(`{"tenantId":"` + emulator.TenantID + `","clientId":"` + emulator.AdminClientID + `","clientSecret":"` +
						emulator.AdminClientSecret + `","serviceRootUrl":"` + origin + `","authorityHost":"` + origin + `"}`))
				}})
				_, _, err := o.setUp(u)
				if (err == nil) != after {
					t.Errorf("post %d, carried out: %v: SetUp = %v", nth, after, err)
				}
				if err != nil && dynamics.ClassOf(err) != operation.Unknown {
					t.Errorf("post %d: class %s of %v, want unknown", nth, dynamics.ClassOf(err), err)
				}
				o.client = good
				if _, _, err := o.setUp(u); err != nil {
					t.Errorf("post %d, carried out: %v: again: %v", nth, after, err)
				}
				users, _ := o.Rows("systemusers")
				roles, _ := o.Rows("roles")
				if len(users) != 8 || len(roles) != 5 {
					t.Errorf("%d users and %d roles, want one more of each", len(users), len(roles))
				}
			})
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestSetUpFailures(t *testing.T) {
	for _, tt := range []struct {
		name    string
		user    setup.AppUser
		prepare func(*administration)
		check   func(error) bool
	}{
		{"unknown table", setup.AppUser{Tables: []string{"contact", "acounts"}}, nil, func(err error) bool {
			unknown, ok := errors.AsType[*setup.UnknownTable](err)
			return ok && unknown.Name == "acounts" && unknown.Hint == ` (did you mean "accounts"?)`
		}},
		{"no administrator", setup.AppUser{}, func(o *administration) {
			o.client = o.newClient(emulator.ClientID, emulator.ClientSecret)
		}, func(err error) bool { return status(err) == http.StatusForbidden }},
		{"wrong secret", setup.AppUser{}, func(o *administration) {
			o.client = o.newClient(emulator.AdminClientID, "x")
		}, func(err error) bool { return dynamics.ClassOf(err) == operation.Misconfigured }},
		{"deleted, not for good", setup.AppUser{}, func(o *administration) {
			o.send("POST", "systemusers", `{"applicationid":"`+another+`","deletedstate":1}`)
		}, func(err error) bool { _, ok := errors.AsType[*setup.DeletedUser](err); return ok }},
		{"two root business units", setup.AppUser{}, func(o *administration) {
			// An emulator has one root, so the first response to a read is made up.
			o.Fail(1, emulator.Fault{Method: http.MethodGet, Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
				Body: `{"value":[{"businessunitid":"` + emulator.BusinessUnitID + `","name":"contoso"},{"businessunitid":"` + another + `","name":"Other"}]}`})
		}, func(err error) bool { return err != nil && strings.Contains(err.Error(), "found 2") }},
		{"throttled for long", setup.AppUser{}, func(o *administration) {
			o.Fail(99, emulator.Fault{Status: 429})
		}, func(err error) bool { return dynamics.ClassOf(err) == operation.Unavailable }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(o *administration) {
				if tt.prepare != nil {
					tt.prepare(o)
				}
				tt.user.ClientID = another
				if _, writes, err := o.setUp(tt.user); !tt.check(err) || writes > 1 {
					t.Errorf("SetUp = %v after %d writes", err, writes)
				}
			})
		})
	}
}

// TestSetUpInAnotherBusinessUnit makes the role in the business unit of the user.
func TestSetUpInAnotherBusinessUnit(t *testing.T) {
	bubble(t, func(o *administration) {
		const unit = "0f0d9c3a-7b51-4d0e-9c54-3a5f1b6f0009"
		o.send("PATCH", "businessunits("+unit+")", `{"name":"North","parentbusinessunitid@odata.bind":"/businessunits(`+emulator.BusinessUnitID+`)"}`)
		o.send("POST", "systemusers", `{"applicationid":"`+another+`","businessunitid@odata.bind":"/businessunits(`+unit+`)"}`)
		outcome, _, err := o.setUp(setup.AppUser{ClientID: another, Role: "Delegate"})
		if err != nil || outcome.BusinessUnitID != unit || outcome.RoleID == emulator.DelegateRoleID {
			t.Errorf("SetUp = %v, %+v, want a role in the user's business unit", err, outcome)
		}
	})
}

// TestSetUpThatDoesNotHold returns a success to every write, and the writes have no effect.
func TestSetUpThatDoesNotHold(t *testing.T) {
	bubble(t, func(o *administration) {
		o.Fail(1, emulator.Fault{Method: http.MethodPost, Status: http.StatusNoContent})
		_, _, err := o.setUp(setup.AppUser{ClientID: another})
		if incomplete, ok := errors.AsType[*setup.Incomplete](err); !ok || incomplete.Step != "application user" {
			t.Errorf("SetUp = %v, want the user to be missing", err)
		}
	})
}

func status(err error) int {
	if e, ok := errors.AsType[*dynamics.Error](err); ok {
		return e.Status
	}
	return 0
}

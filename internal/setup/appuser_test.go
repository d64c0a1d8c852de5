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
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/setup"
)

const (
	origin  = "https://org.crm.dynamics.example"
	another = "11111111-2222-4333-8444-555555555555" // a client id that no user has
)

// office is an emulator with its administrator's client.
type office struct {
	*testing.T
	*dynamicstest.Emulator
	client *dynamics.Client
	root   dynamics.Root
}

// bubble runs a test on a clock of its own, as refusals make the client wait.
func bubble(t *testing.T, test func(*office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e, err := dynamicstest.New(dynamicstest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := &office{T: t, Emulator: e}
		o.client = o.newClient(dynamicstest.AdminClientID, dynamicstest.AdminClientSecret)
		o.root, err = dynamics.ParseRoot(origin)
		if err != nil {
			t.Fatal(err)
		}
		test(o)
	})
}

func (o *office) newClient(id, secret string) *dynamics.Client {
	return dynamics.New(dynamics.Config{
		Transport: o.Transport(),
		Credentials: func(context.Context) (dynamics.Credentials, error) {
			return dynamics.ParseCredentials([]byte(`{"tenantId":"` + dynamicstest.TenantID + `","clientId":"` + id + `","clientSecret":"` + secret +
				`","serviceRootUrl":"` + origin + `","authorityHost":"` + origin + `"}`))
		},
	})
}

// setUp runs the steps, and returns how many requests changed something.
func (o *office) setUp(u setup.AppUser) (setup.Outcome, int, error) {
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

func (o *office) writes() []string {
	var all []string
	for _, r := range o.Requests() {
		if r.Service == dynamicstest.Dataverse && r.Method != http.MethodGet {
			all = append(all, r.Method+" "+strings.TrimPrefix(r.Target, "/api/data/v9.2/")+" "+string(r.Body))
		}
	}
	return all
}

// send changes something as the administrator.
func (o *office) send(method, path, body string) {
	o.Helper()
	if _, err := o.client.Ask(o.Context(), dynamics.Question{Op: "prepare", Method: method, Path: path, Body: []byte(body)}); err != nil {
		o.Fatal(err)
	}
}

// TestSetUpNew makes a user from nothing, and finds nothing to do after.
func TestSetUpNew(t *testing.T) {
	bubble(t, func(o *office) {
		u := setup.AppUser{ClientID: another, Tables: []string{"contacts", "task", "opportunitycloses"}}
		outcome, writes, err := o.setUp(u)
		if err != nil || writes != 4 {
			t.Fatalf("SetUp = %v after %d writes, want 4: %q", err, writes, o.writes())
		}
		bind := `"businessunitid@odata.bind":"/businessunits(` + dynamicstest.BusinessUnitID + `)"`
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
		// Tasks and opportunity closes are activities, whose privileges they share.
		if got := len(outcome.Privileges); got != 3+7+7 || !slices.Contains(outcome.Privileges, "prvAssignActivity") {
			t.Errorf("%d privileges, want 17: %v", got, outcome.Privileges)
		}
		if again, writes, err := o.setUp(u); err != nil || writes != 0 || again.UserID != outcome.UserID || again.RoleID != outcome.RoleID {
			t.Errorf("again: %+v, %d writes, %v, want none", again, writes, err)
		}
	})
}

// TestSetUpWhatIsThere enables, and adds what is missing.
func TestSetUpWhatIsThere(t *testing.T) {
	bubble(t, func(o *office) {
		o.send("PATCH", "systemusers("+dynamicstest.ApplicationUserID+")", `{"isdisabled":true}`)
		outcome, _, err := o.setUp(setup.AppUser{ClientID: dynamicstest.ClientID, Role: "SNS Sync", Tables: []string{"contacts"}})
		writes := o.writes()
		if err != nil || len(writes) != 2 || outcome.RoleID != dynamicstest.SyncRoleID {
			t.Fatalf("SetUp = %v, want the user enabled and one privilege added: %q", err, writes)
		}
		if writes[0] != "PATCH systemusers("+dynamicstest.ApplicationUserID+`) {"isdisabled":false}` || strings.Count(writes[1], "PrivilegeId") != 1 {
			t.Errorf("it sent %q", writes)
		}
	})
}

func TestSetUpLeavesOut(t *testing.T) {
	bubble(t, func(o *office) {
		outcome, _, err := o.setUp(setup.AppUser{ClientID: another, Tables: []string{"transactioncurrencies"}})
		if err != nil || !slices.Equal(outcome.LeftOut, []string{"transactioncurrency has no privilege to assign"}) || slices.Contains(outcome.Privileges, "prvAssignCurrency") {
			t.Errorf("left out %q, privileges %q, %v", outcome.LeftOut, outcome.Privileges, err)
		}
	})
}

func TestSetUpDryRun(t *testing.T) {
	bubble(t, func(o *office) {
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

// TestSetUpLostAnswers loses the answer to each write in turn, before or after it
// was carried out: at the latest the second run finishes, and nothing is made
// twice.
func TestSetUpLostAnswers(t *testing.T) {
	u := setup.AppUser{ClientID: another, Tables: []string{"contacts"}}
	for nth := range 4 {
		for _, after := range []bool{false, true} {
			bubble(t, func(o *office) {
				base := o.Transport()
				posts := 0
				lossy := roundTripper(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost && !strings.Contains(r.URL.Path, "/oauth2/") {
						if posts++; posts == nth+1 {
							r = r.WithContext(dynamicstest.WithFault(r.Context(), dynamicstest.Fault{Drop: true, After: after}, nil))
						}
					}
					return base.RoundTrip(r)
				})
				good := o.client
				o.client = dynamics.New(dynamics.Config{Transport: lossy, Credentials: func(context.Context) (dynamics.Credentials, error) {
					return dynamics.ParseCredentials([]byte(`{"tenantId":"` + dynamicstest.TenantID + `","clientId":"` + dynamicstest.AdminClientID + `","clientSecret":"` +
						dynamicstest.AdminClientSecret + `","serviceRootUrl":"` + origin + `","authorityHost":"` + origin + `"}`))
				}})
				_, _, err := o.setUp(u)
				if (err == nil) != after {
					t.Errorf("post %d, carried out: %v: SetUp = %v", nth, after, err)
				}
				if err != nil && dynamics.ClassOf(err) != dynamics.Unknown {
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
		prepare func(*office)
		check   func(error) bool
	}{
		{"unknown table", setup.AppUser{Tables: []string{"contact", "acounts"}}, nil, func(err error) bool {
			unknown, ok := errors.AsType[*setup.UnknownTable](err)
			return ok && unknown.Name == "acounts" && unknown.Hint == ` (did you mean "accounts"?)`
		}},
		{"no administrator", setup.AppUser{}, func(o *office) {
			o.client = o.newClient(dynamicstest.ClientID, dynamicstest.ClientSecret)
		}, func(err error) bool { return status(err) == http.StatusForbidden }},
		{"wrong secret", setup.AppUser{}, func(o *office) {
			o.client = o.newClient(dynamicstest.AdminClientID, "x")
		}, func(err error) bool { return dynamics.ClassOf(err) == dynamics.Misconfigured }},
		{"deleted, not for good", setup.AppUser{}, func(o *office) {
			o.send("POST", "systemusers", `{"applicationid":"`+another+`","deletedstate":1}`)
		}, func(err error) bool { _, ok := errors.AsType[*setup.DeletedUser](err); return ok }},
		{"two root business units", setup.AppUser{}, func(o *office) {
			o.send("POST", "businessunits", `{"name":"Other"}`)
		}, func(err error) bool { return err != nil && strings.Contains(err.Error(), "found 2") }},
		{"throttled for long", setup.AppUser{}, func(o *office) {
			o.Fail(99, dynamicstest.Fault{Status: 429})
		}, func(err error) bool { return dynamics.ClassOf(err) == dynamics.Unavailable }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(o *office) {
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

// TestSetUpInAnotherBusinessUnit makes the role where the user is.
func TestSetUpInAnotherBusinessUnit(t *testing.T) {
	bubble(t, func(o *office) {
		const unit = "0f0d9c3a-7b51-4d0e-9c54-3a5f1b6f0009"
		o.send("PATCH", "businessunits("+unit+")", `{"name":"North","parentbusinessunitid@odata.bind":"/businessunits(`+dynamicstest.BusinessUnitID+`)"}`)
		o.send("POST", "systemusers", `{"applicationid":"`+another+`","businessunitid@odata.bind":"/businessunits(`+unit+`)"}`)
		outcome, _, err := o.setUp(setup.AppUser{ClientID: another, Role: "Delegate"})
		if err != nil || outcome.BusinessUnitID != unit || outcome.RoleID == dynamicstest.DelegateRoleID {
			t.Errorf("SetUp = %v, %+v, want a role in the user's business unit", err, outcome)
		}
	})
}

// TestSetUpThatDoesNotHold answers every write with a success that is none.
func TestSetUpThatDoesNotHold(t *testing.T) {
	bubble(t, func(o *office) {
		o.Fail(1, dynamicstest.Fault{Method: http.MethodPost, Status: http.StatusNoContent})
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

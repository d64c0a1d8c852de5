package dynamics_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

func updateAs(email string) operation.Operation {
	return operation.Operation{
		Kind: operation.Update, EntitySet: "contacts", Row: byID(emulator.ContactID),
		Data:        json.RawMessage(`{"jobtitle":"Head of purchasing"}`),
		Impersonate: operation.Impersonation{Email: email},
	}
}

func TestUserIsFoundByEmail(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, updateAs(emulator.AnaEmail), dynamics.Done)
		all := e.sent(emulator.Dataverse)
		if len(all) != 2 {
			t.Fatalf("%d requests, want the look-up and the update", len(all))
		}
		want := "/api/data/v9.2/systemusers?$select=systemuserid&$filter=" +
			"internalemailaddress%20eq%20%27ana%40contoso.example%27%20and%20isdisabled%20eq%20false"
		if all[0].Method != http.MethodGet || all[0].Target != want || all[0].Header.Get("MSCRMCallerID") != "" {
			t.Errorf("look-up = %s %s as %q, want GET %s as the application user", all[0].Method, all[0].Target, all[0].Header.Get("MSCRMCallerID"), want)
		}
		if got := all[1].Header.Get("MSCRMCallerID"); got != emulator.AnaID {
			t.Errorf("MSCRMCallerID = %q, want %s", got, emulator.AnaID)
		}
		row := e.row(t, "contacts", "contactid", emulator.ContactID)
		if row["_modifiedby_value"] != emulator.AnaID {
			t.Errorf("modifiedby = %v, want Ana", row["_modifiedby_value"])
		}
	})
}

func TestUserIsKeptForAnHour(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		for _, step := range []struct {
			after time.Duration
			want  int // the number of look-ups so far
		}{{0, 1}, {59 * time.Minute, 1}, {2 * time.Minute, 2}} {
			time.Sleep(step.after)
			e.run(t, updateAs(emulator.AnaEmail), dynamics.Done)
			lookups := 0
			for _, r := range e.sent(emulator.Dataverse) {
				if strings.Contains(r.Target, "systemusers") {
					lookups++
				}
			}
			if lookups != step.want {
				t.Errorf("after %v: %d look-ups, want %d", step.after, lookups, step.want)
			}
		}
	})
}

func TestEmailMustBeOfOneEnabledUser(t *testing.T) {
	for _, tt := range []struct{ name, email, want string }{
		{"nobody", "nobody@contoso.example", "found 0 enabled users"},
		{"disabled", emulator.BenEmail, "found 0 enabled users"},
		{"two", emulator.DeskEmail, "found 2 enabled users"},
		{"a quote in it", "x'or'1'eq'1@contoso.example", "found 0 enabled users"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				_, err := e.client.Run(t.Context(), updateAs(tt.email))
				if got := wantError(t, err); !strings.Contains(got.Message, tt.want) {
					t.Errorf("Run = %v, want an error that says %q", err, tt.want)
				}
				if strings.Contains(err.Error(), tt.email) {
					t.Errorf("the error holds the email address: %v", err)
				}
				if n := len(e.sent(emulator.Dataverse)); n != 1 {
					t.Errorf("%d requests, want the look-up only", n)
				}
			})
		})
	}
}

// Every address stays one value of the filter.
func TestHostileEmail(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		_, err := e.client.Run(t.Context(), updateAs("a'&$top=1#/?%+\\@b"))
		if got := wantError(t, err); !strings.Contains(got.Message, "found 0") {
			t.Errorf("Run = %v, want no user to be found", err)
		}
		want := "/api/data/v9.2/systemusers?$select=systemuserid&$filter=" +
			"internalemailaddress%20eq%20%27a%27%27%26%24top%3D1%23%2F%3F%25%2B%5C%40b%27%20and%20isdisabled%20eq%20false"
		if got := e.sent(emulator.Dataverse)[0].Target; got != want {
			t.Errorf("look-up = %s\nwant      %s", got, want)
		}
	})
}

// If a user that was found by email earlier is refused, the client looks the user up again
// at once: the message is for the present owner of the address.
func TestRefusedUserIsLookedUpAgain(t *testing.T) {
	refused := errorBody("0x80040220")
	list := func(ids ...string) string {
		var rows []string
		for _, id := range ids {
			rows = append(rows, `{"systemuserid":"`+id+`"}`)
		}
		return `{"value":[` + strings.Join(rows, ",") + `]}`
	}
	for _, tt := range []struct {
		name, found string
		want        operation.Class // "" means a success
		requests    string
	}{
		{"still the same", list(emulator.AnaID), operation.Rejected, "PATCH GET"},
		{"another", list(emulator.ApplicationUserID), "", "PATCH GET PATCH"},
		{"nobody", list(), operation.Rejected, "PATCH GET"},
		{"a page", "<html>", operation.Misconfigured, "PATCH GET"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, updateAs(emulator.AnaEmail), dynamics.Done)
				e.ForgetRequests()
				e.refuse(1, http.StatusForbidden, nil, refused)
				e.Fail(1, emulator.Fault{
					Method: http.MethodGet, Status: http.StatusOK, Header: http.Header{"OData-Version": {"4.0"}}, Body: tt.found,
				})
				r, err := e.client.Run(once(t), updateAs(emulator.AnaEmail))
				var methods []string
				for _, s := range e.sent(emulator.Dataverse) {
					methods = append(methods, s.Method)
				}
				if got := strings.Join(methods, " "); got != tt.requests {
					t.Errorf("requests %s, want %s", got, tt.requests)
				}
				if tt.want != "" {
					checkClass(t, tt.name, err, tt.want)
				} else if err != nil || r.Outcome != dynamics.Done {
					t.Errorf("Run = %s, %v, want done", r.Outcome, err)
				}
			})
		})
	}
	t.Run("just found", func(t *testing.T) {
		bubble(t, func(t *testing.T, e *environment) {
			e.Fail(1, emulator.Fault{Method: http.MethodPatch, Status: http.StatusForbidden, Body: refused})
			_, err := e.client.Run(once(t), updateAs(emulator.AnaEmail))
			checkClass(t, "refused", err, operation.Rejected)
			if n := len(e.sent(emulator.Dataverse)); n != 2 {
				t.Errorf("%d requests, want the look-up and the update", n)
			}
		})
	})
}

// Ana may not create opportunities, and the application user may.
func TestImpersonatedUserNeedsThePrivilege(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := operation.Operation{
			Kind: operation.Create, EntitySet: "opportunities", Row: byID(newID),
			Data: json.RawMessage(`{"name":"x"}`), Impersonate: operation.Impersonation{ObjectID: emulator.AnaObjectID},
		}
		_, err := e.client.Run(t.Context(), op)
		if got := wantError(t, err); got.Status != http.StatusForbidden {
			t.Errorf("Run as Ana = %v, want 403", err)
		}
		op.Impersonate = operation.Impersonation{}
		e.run(t, op, dynamics.Done)
	})
}

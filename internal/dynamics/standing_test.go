package dynamics_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// says is a refusal in words, of a method.
func says(method string, status int, code, message string) dynamicstest.Fault {
	return dynamicstest.Fault{Method: method, Status: status, Body: fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message)}
}

// methods are those of the requests to Dataverse, in order.
func (e *environment) methods() string {
	var all []string
	for _, r := range e.sent(dynamicstest.Dataverse) {
		all = append(all, r.Method)
	}
	return strings.Join(all, " ")
}

// Whom a refusal is about is settled by one that stands: what it speaks of may have
// been mended before the question was asked.
func TestRefusalOfAUserHasToStand(t *testing.T) {
	op := updateContact()
	op.Impersonate.SystemUserID = dynamicstest.AnaID
	for _, code := range []string{"0x80040225", "0x80042f09"} {
		refused := func(message string) dynamicstest.Fault { return says(http.MethodPatch, 403, code, message) }
		for _, tt := range []struct {
			name    string
			faults  []dynamicstest.Fault
			want    dynamics.Class // "" for a success
			methods string
		}{
			{"mended before the question", []dynamicstest.Fault{refused("x")}, "", "PATCH GET PATCH"},
			{"it stands", []dynamicstest.Fault{refused("x"), refused("x")}, dynamics.Rejected, "PATCH GET PATCH GET"},
			{"it stands, and WhoAmI is not allowed", []dynamicstest.Fault{refused("x"), says(http.MethodGet, 403, "0x80040220", "x"), refused("x")}, dynamics.Rejected, "PATCH GET PATCH GET"},
			{"it names the application user", []dynamicstest.Fault{refused("The user (Id=" + dynamicstest.ApplicationUserID + ") has no role")}, dynamics.Misconfigured, "PATCH GET"},
			{"then it names the application user", []dynamicstest.Fault{refused("x"), refused("Id=" + strings.ToUpper(dynamicstest.ApplicationUserID))}, dynamics.Misconfigured, "PATCH GET PATCH GET"},
			{"it names the user acted for", []dynamicstest.Fault{refused("Id=" + dynamicstest.AnaID), refused("Id=" + dynamicstest.AnaID)}, dynamics.Rejected, "PATCH GET PATCH GET"},
			{"then the question is refused too", []dynamicstest.Fault{refused("x"), refused("x"), says(http.MethodGet, 403, code, "x")}, dynamics.Misconfigured, "PATCH GET"},
			{"then something else", []dynamicstest.Fault{refused("x"), says(http.MethodPatch, 503, "", "x")}, dynamics.Unavailable, "PATCH GET PATCH"},
		} {
			t.Run(code+", "+tt.name, func(t *testing.T) {
				bubble(t, func(t *testing.T, e *environment) {
					e.run(t, op, dynamics.Done)
					e.ForgetRequests()
					for _, f := range tt.faults {
						e.Fail(1, f)
					}
					_, err := e.client.Run(once(t), op)
					if tt.want != "" {
						checkClass(t, tt.name, err, tt.want)
					} else if err != nil {
						t.Errorf("%v, want a success", err)
					}
					if got := e.methods(); got != tt.methods {
						t.Errorf("sent %s, want %s", got, tt.methods)
					}
				})
			})
		}
	}
}

// The same of a change set, of an action, and of a change in order.
func TestRefusalOfAUserHasToStandWhateverIsSent(t *testing.T) {
	for name, op := range map[string]dynamics.Operation{
		"batch": batchOf(renameContact("x"), deleteLead()), "action": syncRun(), "in order": sequencedOrder(1),
	} {
		t.Run(name, func(t *testing.T) {
			for times, want := range map[int]dynamics.Class{1: "", 2: dynamics.Rejected} {
				bubble(t, func(t *testing.T, e *environment) {
					op.Impersonate.SystemUserID = dynamicstest.AnaID
					e.Fail(times, says(method(op), 403, "0x80042f09", "x"))
					_, err := e.client.Run(t.Context(), op)
					if want != "" {
						checkClass(t, name, err, want)
					} else if e, ok := err.(*dynamics.Error); ok && e.Code == "0x80042f09" {
						t.Errorf("refused once: %v", err)
					}
				})
			}
		})
	}
}

func method(op dynamics.Operation) string {
	if op.Sequence != nil {
		return http.MethodPatch
	}
	return http.MethodPost
}

// A create that is told of a row, which is not there when it is read, has to be told
// so again: the row may have been removed, or have come to nothing, between the two.
func TestConflictHasToStand(t *testing.T) {
	twin := says(http.MethodPatch, 412, "0x80040237", "A record with matching key values already exists.")
	for times, want := range map[int]string{1: "PATCH GET PATCH", 2: "PATCH GET PATCH GET"} {
		bubble(t, func(t *testing.T, e *environment) {
			e.learn(t)
			e.Fail(times, twin)
			r, err := e.client.Run(t.Context(), createContact(newID))
			if times == 1 && (err != nil || r.Outcome != dynamics.Done) {
				t.Errorf("told once: %s, %v, want done", r.Outcome, err)
			}
			if times == 2 {
				checkClass(t, "told twice", err, dynamics.Rejected)
			}
			if got := e.methods(); got != want {
				t.Errorf("sent %s, want %s", got, want)
			}
		})
	}
	bubble(t, func(t *testing.T, e *environment) {
		inner := twin
		inner.Inner = true
		e.Fail(1, inner)
		e.run(t, family(), dynamics.Done)
		e.checkFamily(t)
	})
}

// A delete for a user that finds no row, which is there when it is read, has to find
// none again: the row may have come in between.
func TestAbsentRowForAUserHasToStand(t *testing.T) {
	for times := 1; times <= 2; times++ {
		bubble(t, func(t *testing.T, e *environment) {
			op := dynamics.Operation{Kind: dynamics.Delete, EntitySet: "contacts", Row: byID(dynamicstest.ContactID)}
			op.Impersonate.SystemUserID = dynamicstest.AnaID
			e.Fail(times, says(http.MethodDelete, 404, "0x80040217", "x With Id = y Does Not Exist"))
			_, err := e.client.Run(t.Context(), op)
			if times == 2 {
				checkClass(t, "told twice", err, dynamics.Rejected)
			} else if e, ok := err.(*dynamics.Error); ok && e.Status == 404 {
				t.Errorf("told once: %v", err)
			}
		})
	}
}

// A key that Dataverse cannot read is the message's to mend, and at once: no waiting
// makes it readable. Where only something in front of Dataverse refuses it, Dataverse
// itself has to be there.
func TestKeyThatDataverseCannotRead(t *testing.T) {
	upsert := dynamics.Operation{
		Kind: dynamics.Upsert, EntitySet: "contacts", Row: byKey("emailaddress1", "liam+shop@fourthcoffee.example"), Data: json.RawMessage(`{"lastname":"Plus"}`),
	}
	sequenced := upsert
	sequenced.EntitySet, sequenced.Row = "new_orders", byKey("new_ordernumber", "A+1")
	sequenced.Data, sequenced.Sequence = json.RawMessage(`{"new_name":"x"}`), &dynamics.Sequence{Column: "new_sourceversion", Value: json.RawMessage(`1`)}
	remove := dynamics.Operation{Kind: dynamics.Delete, EntitySet: "contacts", Row: upsert.Row}
	for name, op := range map[string]dynamics.Operation{"upsert": upsert, "in order": sequenced, "delete": remove} {
		bubble(t, func(t *testing.T, e *environment) {
			r, err := e.client.Run(t.Context(), op)
			checkClass(t, name, err, dynamics.Rejected)
			if got := dynamics.CodeOf(err); got != "key" || r.Tries != 1 || !strings.Contains(err.Error(), "use the row's id") {
				t.Errorf("%s: code %q in %d tries: %v", name, got, r.Tries, err)
			}
			if strings.Contains(err.Error(), "liam") {
				t.Errorf("the error holds the key: %v", err)
			}
		})
	}
	page := withheld(404, gatewayPage, "Content-Type", "text/html")
	for name, tt := range map[string]struct {
		second dynamicstest.Fault
		want   dynamics.Class
		code   string
	}{
		"a dead address":         {page, dynamics.Misconfigured, "foreign"},
		"a firewall":             {says("", 403, "0x80095ffe", "x"), dynamics.Misconfigured, "0x80095ffe"},
		"an outage":              {withheld(503, ""), dynamics.Unavailable, ""},
		"WhoAmI is not allowed":  {says("", 403, "0x80040220", "x"), dynamics.Rejected, "key"},
		"Dataverse, of the page": {dynamicstest.Fault{Service: dynamicstest.Entra}, dynamics.Rejected, "key"}, // met by nothing
	} {
		for _, status := range []int{404, 400} {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, createContact(newID), dynamics.Done)
				page.Status = status
				e.Fail(1, page)
				e.Fail(1, tt.second)
				_, err := e.client.Run(once(t), upsert)
				checkClass(t, name, err, tt.want)
				if got := dynamics.CodeOf(err); got != tt.code {
					t.Errorf("%s: code %q, want %q", name, got, tt.code)
				}
			})
		}
	}
	// What is refused for something else is named by that.
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, says(http.MethodPatch, 400, "0x80048d19", "Invalid property 'x' was found in entity 'y'"))
		_, err := e.client.Run(t.Context(), upsert)
		if got := dynamics.CodeOf(err); got != "0x80048d19" {
			t.Errorf("code %q, want that of the column", got)
		}
	})
}

// A token that Dataverse calls expired is replaced, whatever the status it says so with.
func TestExpiredTokenByItsCode(t *testing.T) {
	for _, code := range []string{"0x8004a101", "0x80041d52"} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, createContact(newID), dynamics.Done)
			e.Fail(1, says("", 403, code, "x"))
			e.run(t, updateContact(), dynamics.Done)
			e.Fail(2, says("", 403, code, "x"))
			_, err := e.client.Run(once(t), updateContact())
			checkClass(t, code, err, dynamics.Misconfigured)
		})
	}
}

// That the application user may not ask what decides about a message is the set-up's
// to mend: of the message it says nothing.
func TestQuestionThatIsNotAllowed(t *testing.T) {
	denied := says(http.MethodGet, 403, "0x80040220", "Principal user is missing prvReadUser privilege")
	for name, run := range map[string]func(*testing.T, *environment) dynamics.Operation{
		"look-up by email": func(*testing.T, *environment) dynamics.Operation { return updateAs(dynamicstest.AnaEmail) },
		"confirming read": func(t *testing.T, e *environment) dynamics.Operation {
			e.run(t, createContact(newID), dynamics.Done)
			return createContact(newID)
		},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			op := run(t, e)
			e.Fail(1, denied)
			_, err := e.client.Run(once(t), op)
			checkClass(t, name, err, dynamics.Misconfigured)
		})
	}
}

// A firewall that does not bear the body of one message keeps back no other.
func TestFirewallThatBearsAllButOneRow(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		firewall := roundTrip(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			if bytes.Contains(body, []byte("UNION SELECT")) {
				return &http.Response{StatusCode: 403, Header: http.Header{"Content-Type": {"text/html"}}, Body: io.NopCloser(strings.NewReader(gatewayPage)), Request: r}, nil
			}
			return e.Transport().RoundTrip(r)
		})
		e.client = e.newClientThrough(t, firewall, dynamicstest.ClientSecret)
		ops := make([]dynamics.Operation, 60)
		for i := range ops {
			ops[i] = createContact(fmt.Sprintf("c0417ac7-0000-4000-8000-%012d", i+100))
		}
		ops[17].Data = json.RawMessage(`{"lastname":"1 UNION SELECT 2"}`)
		for i, ended := range e.client.RunAll(t.Context(), ops) {
			if i == 17 {
				checkClass(t, "the one", ended.Err, dynamics.Misconfigured)
			} else if ended.Err != nil {
				t.Errorf("%d: %v", i, ended.Err)
			}
		}
	})
}

// A user found by email who is not there when the row is written, and is when looked
// up again, is acted for once more.
func TestUserThatComesBack(t *testing.T) {
	for times, want := range map[int]dynamics.Class{1: "", 2: dynamics.Rejected} {
		bubble(t, func(t *testing.T, e *environment) {
			op := updateAs(dynamicstest.AnaEmail)
			e.run(t, op, dynamics.Done)
			e.Fail(times, says(http.MethodPatch, 404, "0x80040217", "systemuser With Id = "+dynamicstest.AnaID+" Does Not Exist"))
			_, err := e.client.Run(once(t), op)
			if want != "" {
				checkClass(t, "twice", err, want)
			} else if err != nil {
				t.Errorf("once: %v", err)
			}
		})
	}
}

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
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// says is a refusal in words, for a method.
func says(method string, status int, code, message string) emulator.Fault {
	return emulator.Fault{Method: method, Status: status, Body: fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message)}
}

// methods returns the methods of the requests to Dataverse, in order.
func (e *environment) methods() string {
	var all []string
	for _, r := range e.sent(emulator.Dataverse) {
		all = append(all, r.Method)
	}
	return strings.Join(all, " ")
}

// A refusal that stands decides whom it is about: the cause may have been corrected before
// the additional request.
func TestRefusalOfAUserHasToStand(t *testing.T) {
	op := updateContact()
	op.Impersonate.SystemUserID = emulator.AnaID
	for _, code := range []string{"0x80040225", "0x80042f09"} {
		refused := func(message string) emulator.Fault { return says(http.MethodPatch, 403, code, message) }
		for _, tt := range []struct {
			name    string
			faults  []emulator.Fault
			want    operation.Class // "" means a success
			methods string
		}{
			{"mended before the question", []emulator.Fault{refused("x")}, "", "PATCH GET PATCH"},
			{"it stands", []emulator.Fault{refused("x"), refused("x")}, operation.Rejected, "PATCH GET PATCH GET"},
			{"it stands, and WhoAmI is not allowed", []emulator.Fault{refused("x"), says(http.MethodGet, 403, "0x80040220", "x"), refused("x")}, operation.Rejected, "PATCH GET PATCH GET"},
			{"it names the application user", []emulator.Fault{refused("The user (Id=" + emulator.ApplicationUserID + ") has no role")}, operation.Misconfigured, "PATCH GET"},
			{"then it names the application user", []emulator.Fault{refused("x"), refused("Id=" + strings.ToUpper(emulator.ApplicationUserID))}, operation.Misconfigured, "PATCH GET PATCH GET"},
			{"it names the user acted for", []emulator.Fault{refused("Id=" + emulator.AnaID), refused("Id=" + emulator.AnaID)}, operation.Rejected, "PATCH GET PATCH GET"},
			{"then the question is refused too", []emulator.Fault{refused("x"), refused("x"), says(http.MethodGet, 403, code, "x")}, operation.Misconfigured, "PATCH GET"},
			{"then something else", []emulator.Fault{refused("x"), says(http.MethodPatch, 503, "", "x")}, operation.Unavailable, "PATCH GET PATCH"},
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

// The same for a change set, for an action, and for a sequenced change.
func TestRefusalOfAUserHasToStandWhateverIsSent(t *testing.T) {
	for name, op := range map[string]operation.Operation{
		"batch": batchOf(renameContact("x"), deleteLead()), "action": syncRun(), "in order": sequencedOrder(1),
	} {
		t.Run(name, func(t *testing.T) {
			for times, want := range map[int]operation.Class{1: "", 2: operation.Rejected} {
				bubble(t, func(t *testing.T, e *environment) {
					op.Impersonate.SystemUserID = emulator.AnaID
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

func method(op operation.Operation) string {
	if op.Sequence != nil {
		return http.MethodPatch
	}
	return http.MethodPost
}

// If Dataverse says that the row of a create exists, and the read does not find it,
// Dataverse must say so again. The row may have been removed between the two, or its
// transaction may have been undone.
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
				checkClass(t, "told twice", err, operation.Rejected)
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

// If a delete for a user finds no row, and the read finds the row, the delete must find no
// row again: the row may have been created in between.
func TestAbsentRowForAUserHasToStand(t *testing.T) {
	for times := 1; times <= 2; times++ {
		bubble(t, func(t *testing.T, e *environment) {
			op := operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: byID(emulator.ContactID)}
			op.Impersonate.SystemUserID = emulator.AnaID
			e.Fail(times, says(http.MethodDelete, 404, "0x80040217", "x With Id = y Does Not Exist"))
			_, err := e.client.Run(t.Context(), op)
			if times == 2 {
				checkClass(t, "told twice", err, operation.Rejected)
			} else if e, ok := err.(*dynamics.Error); ok && e.Status == 404 {
				t.Errorf("told once: %v", err)
			}
		})
	}
}

// The message must correct a key that Dataverse cannot read, and at once: no wait helps. If
// only something in front of Dataverse refuses the key, Dataverse itself must be reachable.
func TestKeyThatDataverseCannotRead(t *testing.T) {
	upsert := operation.Operation{
		Kind: operation.Upsert, EntitySet: "contacts", Row: byKey("emailaddress1", "liam+shop@fourthcoffee.example"), Data: json.RawMessage(`{"lastname":"Plus"}`),
	}
	sequenced := upsert
	sequenced.EntitySet, sequenced.Row = "new_orders", byKey("new_ordernumber", "A+1")
	sequenced.Data, sequenced.Sequence = json.RawMessage(`{"new_name":"x"}`), &operation.Sequence{Column: "new_sourceversion", Value: json.RawMessage(`1`)}
	remove := operation.Operation{Kind: operation.Delete, EntitySet: "contacts", Row: upsert.Row}
	for name, op := range map[string]operation.Operation{"upsert": upsert, "in order": sequenced, "delete": remove} {
		bubble(t, func(t *testing.T, e *environment) {
			r, err := e.client.Run(t.Context(), op)
			checkClass(t, name, err, operation.Rejected)
			if got := dynamics.CodeOf(err); got != "key" || r.Tries != 1 || !strings.Contains(err.Error(), "use the row's id") {
				t.Errorf("%s: code %q in %d attempts: %v", name, got, r.Tries, err)
			}
			if strings.Contains(err.Error(), "liam") {
				t.Errorf("the error holds the key: %v", err)
			}
		})
	}
	page := withheld(404, gatewayPage, "Content-Type", "text/html")
	for name, tt := range map[string]struct {
		second emulator.Fault
		want   operation.Class
		code   string
	}{
		"a dead address":         {page, operation.Misconfigured, "foreign"},
		"a firewall":             {says("", 403, "0x80095ffe", "x"), operation.Misconfigured, "0x80095ffe"},
		"an outage":              {withheld(503, ""), operation.Unavailable, ""},
		"WhoAmI is not allowed":  {says("", 403, "0x80040220", "x"), operation.Rejected, "key"},
		"Dataverse, of the page": {emulator.Fault{Service: emulator.Entra}, operation.Rejected, "key"}, // no row matches
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
	// A refusal for another reason has that reason.
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, says(http.MethodPatch, 400, "0x80048d19", "Invalid property 'x' was found in entity 'y'"))
		_, err := e.client.Run(t.Context(), upsert)
		if got := dynamics.CodeOf(err); got != "0x80048d19" {
			t.Errorf("code %q, want the code of the column", got)
		}
	})
}

// The client replaces a token that Dataverse calls expired, whatever the status.
func TestExpiredTokenByItsCode(t *testing.T) {
	for _, code := range []string{"0x8004a101", "0x80041d52"} {
		bubble(t, func(t *testing.T, e *environment) {
			e.run(t, createContact(newID), dynamics.Done)
			e.Fail(1, says("", 403, code, "x"))
			e.run(t, updateContact(), dynamics.Done)
			e.Fail(2, says("", 403, code, "x"))
			_, err := e.client.Run(once(t), updateContact())
			checkClass(t, code, err, operation.Misconfigured)
		})
	}
}

// If the application user may not send a request that decides about a message, the set-up
// is wrong. The message is not.
func TestQuestionThatIsNotAllowed(t *testing.T) {
	denied := says(http.MethodGet, 403, "0x80040220", "Principal user is missing prvReadUser privilege")
	for name, run := range map[string]func(*testing.T, *environment) operation.Operation{
		"look-up by email": func(*testing.T, *environment) operation.Operation { return updateAs(emulator.AnaEmail) },
		"confirming read": func(t *testing.T, e *environment) operation.Operation {
			e.run(t, createContact(newID), dynamics.Done)
			return createContact(newID)
		},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			op := run(t, e)
			e.Fail(1, denied)
			_, err := e.client.Run(once(t), op)
			checkClass(t, name, err, operation.Misconfigured)
		})
	}
}

// A firewall that refuses the body of one message holds back no other message.
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
		e.client = e.newClientThrough(t, firewall, emulator.ClientSecret)
		ops := make([]operation.Operation, 60)
		for i := range ops {
			ops[i] = createContact(fmt.Sprintf("c0417ac7-0000-4000-8000-%012d", i+100))
		}
		ops[17].Data = json.RawMessage(`{"lastname":"1 UNION SELECT 2"}`)
		for i, ended := range e.client.RunAll(t.Context(), ops) {
			if i == 17 {
				checkClass(t, "the one", ended.Err, operation.Misconfigured)
			} else if ended.Err != nil {
				t.Errorf("%d: %v", i, ended.Err)
			}
		}
	})
}

// A user found by email does not exist at the write, and exists at the next look-up: the
// client acts for the user once more.
func TestUserThatComesBack(t *testing.T) {
	for times, want := range map[int]operation.Class{1: "", 2: operation.Rejected} {
		bubble(t, func(t *testing.T, e *environment) {
			op := updateAs(emulator.AnaEmail)
			e.run(t, op, dynamics.Done)
			e.Fail(times, says(http.MethodPatch, 404, "0x80040217", "systemuser With Id = "+emulator.AnaID+" Does Not Exist"))
			_, err := e.client.Run(once(t), op)
			if want != "" {
				checkClass(t, "twice", err, want)
			} else if err != nil {
				t.Errorf("once: %v", err)
			}
		})
	}
}

package dynamics_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// publishedNow is a create of a publisher's own row with the present publish time.
func publishedNow(row operation.Row) operation.Operation {
	return operation.Operation{
		Kind: operation.Create, EntitySet: "accounts", Row: row, Published: time.Now(), OwnID: newID,
		Data: json.RawMessage(`{"name":"of the shop","revenue":1999.90}`),
	}
}

// anotherWriter makes a row in another way than this client.
func (e *environment) anotherWriter(t *testing.T, body string, header map[string][]string) {
	t.Helper()
	if _, err := e.client.Do(t.Context(), dynamics.Request{Op: "make", Method: "POST", Path: "accounts", Body: []byte(body), Header: header}); err != nil {
		t.Fatal(err)
	}
}

// administrator is a client that signs in as another application.
func (e *environment) administrator(t *testing.T) *dynamics.Client {
	t.Helper()
	return dynamics.New(dynamics.Config{Transport: e.Transport(), Credentials: func(context.Context) (auth.Credentials, error) {
		c := emulator.ConnectionAt(origin)
		c.ClientID, c.ClientSecret = emulator.AdminClientID, emulator.AdminClientSecret
		text, err := json.Marshal(c)
		if err != nil {
			return auth.Credentials{}, err
		}
		return auth.ParseCredentials(text)
	}})
}

// A create whose row exists is done if an earlier delivery can have made the row. The time
// and the maker of the row decide. Otherwise the data of the message would be lost.
func TestCreateOfARowThatIsThere(t *testing.T) {
	const body = `"accountid":"` + noID + `","accountnumber":"SO-1","name":"typed in by hand"`
	asAna := map[string][]string{"Mscrmcallerid": {emulator.AnaID}}
	for name, tt := range map[string]struct {
		make  func(t *testing.T, e *environment)
		wait  time.Duration // the time from the creation of the row to the publication
		isRaw bool
		want  string // the outcome or the code
	}{
		"by this application, after": {wait: -time.Minute, want: "exists"},
		"within the skew":            {wait: 4 * time.Minute, want: "exists"},
		"before":                     {wait: 6 * time.Minute, want: "conflict"},
		"before, raw":                {wait: 6 * time.Minute, isRaw: true, want: "exists"},
		"for a user": {want: "exists", make: func(t *testing.T, e *environment) {
			e.anotherWriter(t, "{"+body+"}", asAna)
		}},
		"overridden": {want: "exists", make: func(t *testing.T, e *environment) {
			e.anotherWriter(t, `{"overriddencreatedon":"1990-01-01T00:00:00Z",`+body+"}", nil)
		}},
		"overridden, before": {wait: time.Hour, want: "conflict", make: func(t *testing.T, e *environment) {
			e.anotherWriter(t, `{"overriddencreatedon":"1990-01-01T00:00:00Z",`+body+"}", nil)
		}},
		"by another application": {want: "conflict", make: func(t *testing.T, e *environment) {
			if _, err := e.administrator(t).Do(t.Context(), dynamics.Request{Op: "make", Method: "POST", Path: "accounts", Body: []byte("{" + body + "}")}); err != nil {
				t.Fatal(err)
			}
		}},
		"by another application, raw": {isRaw: true, want: "conflict", make: func(t *testing.T, e *environment) {
			if _, err := e.administrator(t).Do(t.Context(), dynamics.Request{Op: "make", Method: "POST", Path: "accounts", Body: []byte("{" + body + "}")}); err != nil {
				t.Fatal(err)
			}
		}},
		"by a user through another application": {want: "conflict", make: func(t *testing.T, e *environment) {
			if _, err := e.administrator(t).Do(t.Context(), dynamics.Request{Op: "make", Method: "POST", Path: "accounts", Body: []byte("{" + body + "}"), Header: asAna}); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		for kind, row := range map[string]operation.Row{"id": byID(noID), "key": byKey("accountnumber", "SO-1")} {
			for _, inBatch := range []bool{false, true} {
				t.Run(name+" by "+kind, func(t *testing.T) {
					bubble(t, func(t *testing.T, e *environment) {
						if tt.make == nil {
							tt.make = func(t *testing.T, e *environment) { e.anotherWriter(t, "{"+body+"}", nil) }
						}
						op := publishedNow(row)
						op.Published = time.Now().Add(tt.wait)
						tt.make(t, e)
						if tt.isRaw {
							op.Published = time.Time{}
						}
						if inBatch {
							published := op.Published
							op = batchOf(renameContact("x"), op)
							op.Published = published
						}
						for range 2 {
							r, err := e.client.Run(t.Context(), op)
							got := string(r.Outcome)
							if err != nil {
								got = dynamics.CodeOf(err)
								checkClass(t, name, err, operation.Rejected)
							}
							want := tt.want
							if inBatch && want == "exists" {
								want = "done" // the rename
							}
							if got != want {
								t.Errorf("batch %t: %s, %v, want %s", inBatch, got, err, want)
							}
							if got == "conflict" && advice.For(dynamics.FailureOf(err)) == "" {
								t.Error("no advice")
							}
						}
						asked := 0
						for _, r := range e.sent(emulator.Dataverse) {
							if strings.Contains(r.Target, "/WhoAmI") {
								asked++
							}
						}
						if asked > 1 {
							t.Errorf("asked %d times who the application user is", asked)
						}
						if contact := e.row(t, "contacts", "contactid", emulator.ContactID); inBatch && tt.want == "conflict" && contact["jobtitle"] == "x" {
							t.Error("a part of the batch was carried out")
						}
					})
				})
			}
		}
	}
}

// A row without its maker or its time counts as the message's own. So does a row with an id
// that only the message can have.
func TestCreateOfARowThatDoesNotTell(t *testing.T) {
	for name, row := range map[string]string{
		"nothing":  `{"@odata.etag":"W/\"1\""}`,
		"null":     `{"@odata.etag":"W/\"1\"","createdon":null,"_createdby_value":null,"_createdonbehalfby_value":null}`,
		"no time":  `{"@odata.etag":"W/\"1\"","_createdby_value":"` + noID + `"}`,
		"no times": `{"@odata.etag":"W/\"1\"","createdon":"yesterday","_createdby_value":"` + noID + `"}`,
	} {
		bubble(t, func(t *testing.T, e *environment) {
			e.anotherWriter(t, `{"accountid":"`+noID+`"}`, nil)
			e.Fail(1, emulator.Fault{Method: "GET", Status: 200, Header: map[string][]string{"Odata-Version": {"4.0"}}, Body: row})
			op := publishedNow(byID(noID))
			op.Published = op.Published.Add(time.Hour)
			if r, err := e.client.Run(t.Context(), op); err != nil || r.Outcome != dynamics.Exists {
				t.Errorf("%s: %s, %v, want exists", name, r.Outcome, err)
			}
		})
	}
	bubble(t, func(t *testing.T, e *environment) {
		e.anotherWriter(t, `{"accountid":"`+noID+`"}`, nil)
		op := publishedNow(byID(noID))
		op.Derived, op.Published = true, op.Published.Add(time.Hour)
		e.run(t, op, dynamics.Exists)
	})
}

// The client must know the application user before it decides that another writer made a
// row.
func TestCreateWhileWhoAmIFails(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.anotherWriter(t, `{"accountid":"`+noID+`"}`, nil)
		e.Fail(1, emulator.Fault{Method: "GET", Status: 200, Header: map[string][]string{"Odata-Version": {"4.0"}}, Body: `{"@odata.etag":"W/\"1\"","createdon":"2030-01-01T00:00:00Z","_createdby_value":"` + noID + `"}`})
		e.Fail(9, emulator.Fault{Method: "GET", Status: 503})
		_, err := e.client.Run(t.Context(), publishedNow(byID(noID)))
		checkClass(t, "no answer", err, operation.Unavailable)
	})
	bubble(t, func(t *testing.T, e *environment) {
		e.anotherWriter(t, `{"accountid":"`+noID+`"}`, nil)
		e.Fail(1, emulator.Fault{Method: "GET", Status: 200, Header: map[string][]string{"Odata-Version": {"4.0"}}, Body: `{"@odata.etag":"W/\"1\"","createdon":"2030-01-01T00:00:00Z","_createdby_value":"` + noID + `"}`})
		e.Fail(1, emulator.Fault{Method: "GET", Status: 403, Body: errorBody("0x80040220")})
		_, err := e.client.Run(t.Context(), publishedNow(byID(noID)))
		checkClass(t, "a refusal", err, operation.Misconfigured)
	})
}

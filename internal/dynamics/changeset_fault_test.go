package dynamics_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// A batch may meet any temporary fault, as a whole or in one of its parts. In the end all
// of it is done once: its first create shows whether the batch ran.
func TestBatchAndPassingFaults(t *testing.T) {
	for name, fault := range passing() {
		for _, inner := range []bool{false, true} {
			if inner && (fault.Truncate || fault.Drop) {
				continue // faults of a whole connection
			}
			fault.Inner = inner
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				bubble(t, func(t *testing.T, e *environment) {
					e.learn(t)
					e.Fail(3, fault)
					r, err := e.client.Run(t.Context(), family())
					if err != nil || r.Outcome != dynamics.Done && r.Outcome != dynamics.Exists {
						t.Fatalf("inner %t: %s, %v", inner, r.Outcome, err)
					}
					e.checkFamily(t)
				})
			})
		}
	}
}

// The same for a batch without such a create, in which each operation may be repeated.
func TestBatchWithoutProofAndPassingFaults(t *testing.T) {
	for name, fault := range passing() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, e *environment) {
				again := syncRun()
				again.Repeatable = true
				e.learn(t)
				e.Fail(3, fault)
				r, err := e.client.Run(t.Context(), batchOf(joinLead(emulator.AccountID), deleteLead(), renameContact("x"), again))
				if err != nil || r.Outcome != dynamics.Done {
					t.Fatalf("%s, %v", r.Outcome, err)
				}
				contact := e.row(t, "contacts", "contactid", emulator.ContactID)
				if e.row(t, "leads", "leadid", emulator.LeadID) != nil || contact["jobtitle"] != "x" || e.tasks(t) == 0 {
					t.Errorf("contact %v, %d runs of the action", contact, e.tasks(t))
				}
			})
		})
	}
}

// A batch with an action and without a proof is not sent again if its outcome is unknown.
func TestBatchOfUnknownOutcome(t *testing.T) {
	for name, fault := range noAnswers {
		for _, after := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				bubble(t, func(t *testing.T, e *environment) {
					fault.After = after
					e.learn(t)
					e.Fail(1, fault)
					r, err := e.runOpFor(t, batchOf(renameContact("x"), syncRun()), time.Minute)
					checkClass(t, name, err, operation.Unknown)
					if n := len(e.sent(emulator.Dataverse)); n != 1 || r.Tries != 1 {
						t.Errorf("%d requests in %d attempts, want 1 in 1", n, r.Tries)
					}
				})
			})
		}
	}
	bubble(t, func(t *testing.T, e *environment) {
		e.learn(t)
		// The response is cut off, and the client does not get its content.
		e.Fail(1, emulator.Fault{Truncate: true})
		_, err := e.client.Run(t.Context(), batchOf(renameContact("x"), syncRun()))
		checkClass(t, "truncated", err, operation.Unknown)
	})
}

// The refusal of a part is temporary, and asks for a wait that holds.
func TestBatchHeedsTheRetryAfterOfAPart(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		w := e.watch(t)
		fault := throttled("17")
		fault.Inner, fault.Method = true, http.MethodPost
		e.Fail(1, fault)
		start := time.Now()
		if r := e.run(t, batchOf(renameContact("x"), syncRun()), dynamics.Done); r.Tries != 2 {
			t.Errorf("%d attempts, want 2", r.Tries)
		}
		if at := w.times(start); len(at) != 2 || at[1] != 17*time.Second {
			t.Errorf("sent at %v, want 0 and 17 s", at)
		}
		if n := e.tasks(t); n != 1 {
			t.Errorf("the action ran %d times", n)
		}
	})
}

// The commit of a change set fails, and the response names no part. Nothing was done: an
// error that passes is tried again, and another error is the end.
func TestBatchWhoseCommitFails(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.Fail(1, emulator.Fault{Commit: true, Status: http.StatusInternalServerError, Body: errorBody("0x80040216")})
		if r := e.run(t, batchOf(renameContact("x"), syncRun()), dynamics.Done); r.Tries != 2 || e.tasks(t) != 1 {
			t.Errorf("%d tries, %d tasks, want 2 and 1", r.Tries, e.tasks(t))
		}
		e.Fail(1, emulator.Fault{Commit: true, Status: http.StatusBadRequest, Body: errorBody("0x8005e007")})
		_, err := e.client.Run(t.Context(), batchOf(renameContact("y"), syncRun()))
		checkClass(t, "no transaction", err, operation.Rejected)
		if e.tasks(t) != 1 {
			t.Errorf("%d tasks, want 1", e.tasks(t))
		}
	})
}

// If two upserts of a new row race, Dataverse refuses one of them, and this one updates the
// row.
func TestBatchWithAnUpsertThatLostTheRace(t *testing.T) {
	upsert := operation.Operation{Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: json.RawMessage(`{"new_name":"x"}`)}
	for races := 1; races <= 2; races++ {
		bubble(t, func(t *testing.T, e *environment) {
			e.Fail(races, emulator.Fault{Inner: true, Method: http.MethodPatch, Status: 412, Body: errorBody("0x80060892")})
			r, err := e.client.Run(t.Context(), batchOf(upsert, deleteLead()))
			if races == 1 && (err != nil || r.Outcome != dynamics.Done) {
				t.Errorf("%s, %v", r.Outcome, err)
			}
			if races == 2 {
				checkClass(t, "a key of another row", err, operation.Rejected)
			}
		})
	}
}

// rewritten changes the responses of the emulator for a test.
type rewritten struct {
	next   http.RoundTripper
	change func(*http.Response, []byte) []byte
}

func (r rewritten) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.next.RoundTrip(req)
	if err != nil || !strings.HasSuffix(req.URL.Path, "/$batch") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(r.change(resp, body)))
	return resp, nil
}

// A refusal has several forms: with the status of the whole, or without the operation that
// it is about.
func TestBatchRefusedInOtherForms(t *testing.T) {
	forms := map[string]func(*http.Response, []byte) []byte{
		"status of the whole": func(r *http.Response, body []byte) []byte {
			if bytes.Contains(body, []byte("HTTP/1.1 412")) {
				r.StatusCode = http.StatusPreconditionFailed
			}
			return body
		},
		"without a Content-ID": func(_ *http.Response, body []byte) []byte {
			return bytes.ReplaceAll(body, []byte("Content-ID: 1\r\n"), nil)
		},
		"with another Content-ID": func(_ *http.Response, body []byte) []byte {
			return bytes.ReplaceAll(body, []byte("Content-ID: 1\r\n"), []byte("Content-ID: -1\r\n"))
		},
		"lines that end in LF": func(_ *http.Response, body []byte) []byte {
			return bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
		},
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.client = e.newClientThrough(t, rewritten{e.Transport(), form}, emulator.ClientSecret)
				e.run(t, family(), dynamics.Done)
				e.run(t, family(), dynamics.Exists)
				e.checkFamily(t)
			})
		})
	}
}

// A response that does not report every operation does not confirm any operation.
func TestBatchAnswersThatAreNone(t *testing.T) {
	answers := map[string]func(*http.Response, []byte) []byte{
		"nothing": func(*http.Response, []byte) []byte { return nil },
		"JSON": func(r *http.Response, _ []byte) []byte {
			r.Header.Set("Content-Type", "application/json")
			return []byte("{}")
		},
		"no content":  func(r *http.Response, _ []byte) []byte { r.StatusCode = http.StatusNoContent; return nil },
		"a part less": func(_ *http.Response, b []byte) []byte { return cutPart(b) },
		"broken off":  func(_ *http.Response, b []byte) []byte { return b[:len(b)*2/3] },
		"no status": func(_ *http.Response, b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("HTTP/1.1 204"), []byte("HTTP/1.1"))
		},
		"other parts": func(_ *http.Response, b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("204 No Content"), []byte("302 Found"))
		},
		"no boundary":  func(r *http.Response, b []byte) []byte { r.Header.Set("Content-Type", "multipart/mixed"); return b },
		"of a web app": func(r *http.Response, _ []byte) []byte { r.Header.Del("OData-Version"); return []byte("<html>") },
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.client = e.newClientThrough(t, rewritten{e.Transport(), answer}, emulator.ClientSecret)
				if r, err := e.client.Run(t.Context(), batchOf(renameContact("x"), deleteLead())); err == nil {
					t.Errorf("%s, want an error", r.Outcome)
				}
			})
			bubble(t, func(t *testing.T, e *environment) {
				e.client = e.newClientThrough(t, rewritten{e.Transport(), answer}, emulator.ClientSecret)
				_, err := e.client.Run(t.Context(), batchOf(renameContact("x"), syncRun()))
				if got := dynamics.ClassOf(err); err == nil || got == operation.Unavailable {
					t.Errorf("class %s of %v: an action that may have run would run again", got, err)
				}
				if n := e.tasks(t); n != 1 {
					t.Errorf("the action ran %d times", n)
				}
			})
		})
	}
}

// cutPart removes the first part of a change set from a response.
func cutPart(body []byte) []byte {
	at := bytes.Index(body, []byte("--changesetresponse_"))
	length := bytes.Index(body[at+2:], []byte("--changesetresponse_")) + 2
	return append(bytes.Clone(body[:at]), body[at+length:]...)
}

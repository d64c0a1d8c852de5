package dynamics_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

const gatewayPage = "<html><h2>Our services aren't available right now</h2></html>"

// withheld answers a request in the place of Dataverse with the given headers alone.
func withheld(status int, body string, header ...string) dynamicstest.Fault {
	f := dynamicstest.Fault{Status: status, Body: body, Bare: true, Header: http.Header{}}
	for i := 0; i+1 < len(header); i += 2 {
		f.Header.Set(header[i], header[i+1])
	}
	return f
}

// What is not Dataverse's own says nothing of the message. This is the list of what
// is its own and what is not, by the marks of an answer.
func TestWhoseAnAnswerIs(t *testing.T) {
	const isJSON, isHTML, isText = "application/json; odata.metadata=minimal", "text/html", "text/plain"
	tests := []struct {
		name   string
		fault  dynamicstest.Fault
		want   dynamics.Class
		code   string
		action dynamics.Class // of an action, where it is another; a success is done
	}{
		// Bare successes.
		{"an empty 204", withheld(204, ""), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"an empty 200", withheld(200, ""), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"a page with 200", withheld(200, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"a page with 200 and OData-Version", withheld(200, gatewayPage, "Content-Type", isHTML, "OData-Version", "4.0"), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"a request id alone", withheld(204, "", "REQ_ID", "1"), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"JSON of another service", withheld(200, `{"ok":true}`, "Content-Type", "application/json"), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"a 202 of a queue in between", withheld(202, ""), dynamics.Misconfigured, "foreign", dynamics.Unknown},

		// Refusals of something in front.
		{"400, a page", withheld(400, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", ""},
		{"400, nothing", withheld(400, ""), dynamics.Misconfigured, "foreign", ""},
		{"400, text", withheld(400, "Bad Request", "Content-Type", isText), dynamics.Misconfigured, "foreign", ""},
		{"403, a page", withheld(403, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", ""},
		{"403, text", withheld(403, "Forbidden", "Content-Type", isText), dynamics.Misconfigured, "foreign", ""},
		{"403, nothing", withheld(403, ""), dynamics.Misconfigured, "foreign", ""},
		{"403 of an API gateway", withheld(403, `{"message":"Forbidden"}`, "Content-Type", "application/json"), dynamics.Misconfigured, "foreign", ""},
		{"404, a page", withheld(404, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", ""},
		{"404, nothing", withheld(404, ""), dynamics.Misconfigured, "foreign", ""},
		{"404 of an API gateway", withheld(404, `{"statusCode":404,"message":"Resource not found"}`, "Content-Type", "application/json"), dynamics.Misconfigured, "foreign", ""},
		{"405, a page", withheld(405, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", ""},
		{"409, a page", withheld(409, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", ""},
		{"412, a page", withheld(412, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", ""},
		{"413, a page", withheld(413, gatewayPage, "Content-Type", isHTML), dynamics.Rejected, "", ""},
		{"414, a page", withheld(414, gatewayPage, "Content-Type", isHTML), dynamics.Rejected, "", ""},
		{"421, nothing", withheld(421, ""), dynamics.Unavailable, "", ""},
		{"423, a page", withheld(423, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", ""},
		{"425, a page", withheld(425, gatewayPage, "Content-Type", isHTML), dynamics.Unavailable, "", ""},
		{"429, a page", withheld(429, gatewayPage, "Content-Type", isHTML), dynamics.Unavailable, "", ""},
		{"429, nothing", withheld(429, ""), dynamics.Unavailable, "", ""},
		{"501, a page", withheld(501, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"502, a page", withheld(502, gatewayPage, "Content-Type", isHTML), dynamics.Unavailable, "", dynamics.Unknown},
		{"503, a page", withheld(503, gatewayPage, "Content-Type", isHTML), dynamics.Unavailable, "", dynamics.Unknown},
		{"503, nothing", withheld(503, ""), dynamics.Unavailable, "", dynamics.Unknown},
		{"503, text", withheld(503, "no healthy upstream", "Content-Type", isText), dynamics.Unavailable, "", dynamics.Unknown},
		{"505, a page", withheld(505, gatewayPage, "Content-Type", isHTML), dynamics.Misconfigured, "foreign", dynamics.Unknown},
		{"520, a page", withheld(520, gatewayPage, "Content-Type", isHTML), dynamics.Unavailable, "", dynamics.Unknown},
		{"a page with a request id", withheld(400, gatewayPage, "Content-Type", isHTML, "REQ_ID", "1"), dynamics.Misconfigured, "foreign", ""},
		{"a page that calls itself JSON", withheld(400, "<!DOCTYPE html><p>", "Content-Type", isJSON, "OData-Version", "4.0"), dynamics.Misconfigured, "foreign", ""},

		// Dataverse's own, by one mark each.
		{"by the code of its error object", withheld(400, errorBody("0x80040203"), "Content-Type", isJSON), dynamics.Rejected, "0x80040203", ""},
		{"by the decimal code of its error object", withheld(400, errorBody("-2147220989"), "Content-Type", isJSON), dynamics.Rejected, "-2147220989", ""},
		// A gateway's: an object "error" alone is nobody's own.
		{"an error object without a code", withheld(400, errorBody(""), "Content-Type", isJSON), dynamics.Misconfigured, "foreign", ""},
		{"an error object with a word", withheld(404, errorBody("NotFound"), "Content-Type", isJSON), dynamics.Misconfigured, "foreign", ""},
		{"an error object with its status, 409", withheld(409, errorBody("409"), "Content-Type", isJSON), dynamics.Misconfigured, "foreign", ""},
		{"an error object, 404", withheld(404, errorBody(""), "Content-Type", isJSON), dynamics.Misconfigured, "foreign", ""},
		{"a throttle without headers", withheld(429, errorBody("0x80072322"), "Content-Type", isJSON), dynamics.Unavailable, "0x80072322", ""},
		{"an error object, 503", withheld(503, errorBody(""), "Content-Type", isJSON), dynamics.Unavailable, "", dynamics.Unknown},
		{"by OData-Version", withheld(404, "", "OData-Version", "4.0"), dynamics.Rejected, "", ""},
		{"by its request id", withheld(404, "", "REQ_ID", "1"), dynamics.Rejected, "", ""},
		{"by the other request id", withheld(400, "", "x-ms-service-request-id", "1"), dynamics.Rejected, "", ""},
		{"503 by its request id", withheld(503, "", "REQ_ID", "1"), dynamics.Unavailable, "", ""},
		{"ASP.NET's words by OData-Version", withheld(404, `{"Message":"No HTTP resource was found that matches the request URI."}`, "Content-Type", isJSON, "OData-Version", "4.0"), dynamics.Rejected, "", ""},
		{"text of a $batch", withheld(400, "A batch cannot be nested.", "Content-Type", isText, "OData-Version", "4.0"), dynamics.Rejected, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, createContact(newID), dynamics.Done)
				e.Fail(1, tt.fault)
				_, err := e.client.Run(once(t), updateContact())
				checkClass(t, tt.name, err, tt.want)
				if got := dynamics.CodeOf(err); got != tt.code {
					t.Errorf("code %q, want %q", got, tt.code)
				}
				want := tt.want
				if tt.action != "" {
					want = tt.action
				}
				e.Fail(1, tt.fault)
				_, err = e.client.Run(once(t), syncRun())
				checkClass(t, "an action: "+tt.name, err, want)
			})
		})
	}
}

// No success is made up of a bare one, whatever the operation and however it is sent.
func TestBareSuccessIsNone(t *testing.T) {
	ops := map[string]dynamics.Operation{
		"create": createContact(newID), "update": updateContact(), "batch": batchOf(renameContact("x"), deleteLead()),
		"upsert": {Kind: dynamics.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: json.RawMessage(`{"new_name":"x"}`)},
		"delete": deleteLead(), "associate": joinLead(dynamicstest.AccountID), "in order": sequencedOrder(1),
	}
	for name, op := range ops {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.SetFault("204-gateway", dynamicstest.EveryRequest)
				_, err := e.client.Run(t.Context(), op)
				checkClass(t, name, err, dynamics.Misconfigured)
				for _, ended := range e.client.RunAll(t.Context(), []dynamics.Operation{op, op, op}) {
					checkClass(t, name+", with others", ended.Err, dynamics.Misconfigured)
				}
			})
		})
	}
}

func sequencedOrder(n int) dynamics.Operation {
	return dynamics.Operation{
		Kind: dynamics.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-2"), Data: json.RawMessage(`{"new_name":"x"}`),
		Sequence: &dynamics.Sequence{Column: "new_sourceversion", Value: json.RawMessage(fmt.Sprint(n))},
	}
}

// A gateway that gave up waiting does not know whether an action ran, whichever
// status it has for that.
func TestActionAndThePageOfAGateway(t *testing.T) {
	for _, status := range []int{502, 504, 503} {
		var ran atomic.Int64
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet { // the definitions, which a batch asks for first
				w.Header().Set("OData-Version", "4.0")
				_, _ = w.Write([]byte(`{"value":[{"LogicalName":"contact","EntitySetName":"contacts","PrimaryIdAttribute":"contactid","TableType":"Standard"}]}`))
				return
			}
			ran.Add(1) // Dataverse carries it out; the gateway does not wait for that
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("X-Azure-Ref", "0abc")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(gatewayPage))
		}))
		c := givenClient(t, strings.TrimSpace(s.URL))
		for name, op := range map[string]dynamics.Operation{"action": syncRun(), "batch": batchOf(syncRun(), renameContact("x"))} {
			ran.Store(0)
			_, err := c.Run(t.Context(), op)
			checkClass(t, fmt.Sprint(name, " ", status), err, dynamics.Unknown)
			if ran.Load() != 1 {
				t.Errorf("%s, %d: ran %d times, want once", name, status, ran.Load())
			}
		}
		s.Close()
	}
}

// While a gateway answers 503 for Dataverse, the rows of a bulk message are not tried
// apart: each page would cost a request for each row.
func TestPagesOfAnOutageCostFewRequests(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.SetFault("503-html", dynamicstest.EveryRequest)
		ops := make([]dynamics.Operation, 300)
		for i := range ops {
			ops[i] = createContact(fmt.Sprintf("c0417ac7-0000-4000-8000-%012d", i))
		}
		e.client.RunAll(t.Context(), ops)
		if n := len(e.sent(dynamicstest.Dataverse)); n > 40 {
			t.Errorf("%d requests for 300 rows, want a few", n)
		}
	})
}

// givenClient is a client of the Web API at an origin, with a token.
func givenClient(t *testing.T, at string) *dynamics.Client {
	t.Helper()
	root, err := dynamics.ParseRoot(at)
	if err != nil {
		t.Fatal(err)
	}
	return dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (dynamics.Credentials, error) {
			return dynamics.Credentials{Token: "t", Root: root}, nil
		},
		Jitter: func(time.Duration) time.Duration { return 0 },
	})
}

// A gateway's 404 and 412 say nothing of rows: a delete is not done by it, nor a create.
func TestForeignRefusalsSettleNothing(t *testing.T) {
	for _, body := range []string{`{"error":{"message":"Not Found"}}`, `{"error":{"code":"","message":"no healthy upstream"}}`, `{"error":{"code":404,"message":"x"}}`, `{"error":{}}`, ""} {
		for name, op := range map[string]dynamics.Operation{
			"delete": deleteLead(), "delete by key": {Kind: dynamics.Delete, EntitySet: "accounts", Row: byKey("accountnumber", "A-1001")},
			"create": createContact(newID), "associate": joinLead(dynamicstest.AccountID),
		} {
			for _, status := range []int{http.StatusNotFound, http.StatusPreconditionFailed, http.StatusConflict} {
				bubble(t, func(t *testing.T, e *environment) {
					e.Fail(1, withheld(status, body, "Content-Type", "application/json"))
					r, err := e.client.Run(t.Context(), op)
					checkClass(t, fmt.Sprint(name, " ", status, " ", body, " ", r.Outcome), err, dynamics.Misconfigured)
				})
			}
		}
	}
	bubble(t, func(t *testing.T, e *environment) {
		op := joinLead(dynamicstest.AccountID)
		e.run(t, op, dynamics.Done)
		op.Kind = dynamics.Disassociate
		e.Fail(1, withheld(http.StatusNotFound, `{"error":{"message":"Not Found"}}`, "Content-Type", "application/json"))
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "disassociate", err, dynamics.Misconfigured)
	})
}

// An action is not sent again after a gateway's JSON, whatever code stands in it.
func TestActionAndTheJSONOfAGateway(t *testing.T) {
	for _, status := range []int{500, 503, 520, 524, 599} {
		for _, body := range []string{`{"error":{"code":"x","message":"y"}}`, `{"error":{"code":504}}`, `{"error":{"message":"y"}}`} {
			bubble(t, func(t *testing.T, e *environment) {
				f := withheld(status, body, "Content-Type", "application/json")
				f.After, f.Method = true, http.MethodPost
				e.Fail(1, f)
				_, err := e.client.Run(t.Context(), syncRun())
				checkClass(t, fmt.Sprint(status, " ", body), err, dynamics.Unknown)
				if n := e.tasks(t); n != 1 {
					t.Errorf("%d %s: the action ran %d times", status, body, n)
				}
			})
		}
	}
}

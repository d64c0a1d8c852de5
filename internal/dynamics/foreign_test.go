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
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

const gatewayPage = "<html><h2>Our services aren't available right now</h2></html>"

// withheld responds in place of Dataverse, with the given headers alone.
func withheld(status int, body string, header ...string) emulator.Fault {
	f := emulator.Fault{Status: status, Body: body, Bare: true, Header: http.Header{}}
	for i := 0; i+1 < len(header); i += 2 {
		f.Header.Set(header[i], header[i+1])
	}
	return f
}

// A response that is not Dataverse's own says nothing about the message. The list has
// responses of both kinds, by the marks of a response.
func TestWhoseAnAnswerIs(t *testing.T) {
	const isJSON, isHTML, isText = "application/json; odata.metadata=minimal", "text/html", "text/plain"
	tests := []struct {
		name   string
		fault  emulator.Fault
		want   operation.Class
		code   string
		action operation.Class // the class for an action, if it differs; a success is done
	}{
		// Successes without a mark.
		{"an empty 204", withheld(204, ""), operation.Misconfigured, "foreign", operation.Unknown},
		{"an empty 200", withheld(200, ""), operation.Misconfigured, "foreign", operation.Unknown},
		{"a page with 200", withheld(200, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", operation.Unknown},
		{"a page with 200 and OData-Version", withheld(200, gatewayPage, "Content-Type", isHTML, "OData-Version", "4.0"), operation.Misconfigured, "foreign", operation.Unknown},
		{"a request id alone", withheld(204, "", "REQ_ID", "1"), operation.Misconfigured, "foreign", operation.Unknown},
		{"JSON of another service", withheld(200, `{"ok":true}`, "Content-Type", "application/json"), operation.Misconfigured, "foreign", operation.Unknown},
		{"a 202 of a queue in between", withheld(202, ""), operation.Misconfigured, "foreign", operation.Unknown},

		// Refusals from something in front of Dataverse.
		{"400, a page", withheld(400, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", ""},
		{"400, nothing", withheld(400, ""), operation.Misconfigured, "foreign", ""},
		{"400, text", withheld(400, "Bad Request", "Content-Type", isText), operation.Misconfigured, "foreign", ""},
		{"403, a page", withheld(403, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", ""},
		{"403, text", withheld(403, "Forbidden", "Content-Type", isText), operation.Misconfigured, "foreign", ""},
		{"403, nothing", withheld(403, ""), operation.Misconfigured, "foreign", ""},
		{"403 of an API gateway", withheld(403, `{"message":"Forbidden"}`, "Content-Type", "application/json"), operation.Misconfigured, "foreign", ""},
		{"404, a page", withheld(404, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", ""},
		{"404, nothing", withheld(404, ""), operation.Misconfigured, "foreign", ""},
		{"404 of an API gateway", withheld(404, `{"statusCode":404,"message":"Resource not found"}`, "Content-Type", "application/json"), operation.Misconfigured, "foreign", ""},
		{"405, a page", withheld(405, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", ""},
		{"409, a page", withheld(409, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", ""},
		{"412, a page", withheld(412, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", ""},
		{"413, a page", withheld(413, gatewayPage, "Content-Type", isHTML), operation.Rejected, "", ""},
		{"414, a page", withheld(414, gatewayPage, "Content-Type", isHTML), operation.Rejected, "", ""},
		{"421, nothing", withheld(421, ""), operation.Unavailable, "", ""},
		{"423, a page", withheld(423, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", ""},
		{"425, a page", withheld(425, gatewayPage, "Content-Type", isHTML), operation.Unavailable, "", ""},
		{"429, a page", withheld(429, gatewayPage, "Content-Type", isHTML), operation.Unavailable, "", ""},
		{"429, nothing", withheld(429, ""), operation.Unavailable, "", ""},
		{"501, a page", withheld(501, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", operation.Unknown},
		{"502, a page", withheld(502, gatewayPage, "Content-Type", isHTML), operation.Unavailable, "", operation.Unknown},
		{"503, a page", withheld(503, gatewayPage, "Content-Type", isHTML), operation.Unavailable, "", operation.Unknown},
		{"503, nothing", withheld(503, ""), operation.Unavailable, "", operation.Unknown},
		{"503, text", withheld(503, "no healthy upstream", "Content-Type", isText), operation.Unavailable, "", operation.Unknown},
		{"505, a page", withheld(505, gatewayPage, "Content-Type", isHTML), operation.Misconfigured, "foreign", operation.Unknown},
		{"520, a page", withheld(520, gatewayPage, "Content-Type", isHTML), operation.Unavailable, "", operation.Unknown},
		{"a page with a request id", withheld(400, gatewayPage, "Content-Type", isHTML, "REQ_ID", "1"), operation.Misconfigured, "foreign", ""},
		{"a page that calls itself JSON", withheld(400, "<!DOCTYPE html><p>", "Content-Type", isJSON, "OData-Version", "4.0"), operation.Misconfigured, "foreign", ""},

		// Dataverse's own responses, with one mark each.
		{"by the code of its error object", withheld(400, errorBody("0x80040203"), "Content-Type", isJSON), operation.Rejected, "0x80040203", ""},
		{"by the decimal code of its error object", withheld(400, errorBody("-2147220989"), "Content-Type", isJSON), operation.Rejected, "-2147220989", ""},
		// A gateway's response: an object "error" alone is no mark.
		{"an error object without a code", withheld(400, errorBody(""), "Content-Type", isJSON), operation.Misconfigured, "foreign", ""},
		{"an error object with a word", withheld(404, errorBody("NotFound"), "Content-Type", isJSON), operation.Misconfigured, "foreign", ""},
		{"an error object with its status, 409", withheld(409, errorBody("409"), "Content-Type", isJSON), operation.Misconfigured, "foreign", ""},
		{"an error object, 404", withheld(404, errorBody(""), "Content-Type", isJSON), operation.Misconfigured, "foreign", ""},
		{"a throttle without headers", withheld(429, errorBody("0x80072322"), "Content-Type", isJSON), operation.Unavailable, "0x80072322", ""},
		{"an error object, 503", withheld(503, errorBody(""), "Content-Type", isJSON), operation.Unavailable, "", operation.Unknown},
		{"by OData-Version", withheld(404, "", "OData-Version", "4.0"), operation.Rejected, "", ""},
		{"by its request id", withheld(404, "", "REQ_ID", "1"), operation.Rejected, "", ""},
		{"by the other request id", withheld(400, "", "x-ms-service-request-id", "1"), operation.Rejected, "", ""},
		{"503 by its request id", withheld(503, "", "REQ_ID", "1"), operation.Unavailable, "", ""},
		{"ASP.NET's words by OData-Version", withheld(404, `{"Message":"No HTTP resource was found that matches the request URI."}`, "Content-Type", isJSON, "OData-Version", "4.0"), operation.Rejected, "", ""},
		{"text of a $batch", withheld(400, "A batch cannot be nested.", "Content-Type", isText, "OData-Version", "4.0"), operation.Rejected, "", ""},
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

// A success without a mark never counts, whatever the operation and its request.
func TestBareSuccessIsNone(t *testing.T) {
	ops := map[string]operation.Operation{
		"create": createContact(newID), "update": updateContact(), "batch": batchOf(renameContact("x"), deleteLead()),
		"upsert": {Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-1"), Data: json.RawMessage(`{"new_name":"x"}`)},
		"delete": deleteLead(), "associate": joinLead(emulator.AccountID), "in order": sequencedOrder(1),
	}
	for name, op := range ops {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.SetFault("204-gateway", emulator.EveryRequest)
				_, err := e.client.Run(t.Context(), op)
				checkClass(t, name, err, operation.Misconfigured)
				for _, ended := range e.client.RunAll(t.Context(), []operation.Operation{op, op, op}) {
					checkClass(t, name+", with others", ended.Err, operation.Misconfigured)
				}
			})
		})
	}
}

func sequencedOrder(n int) operation.Operation {
	return operation.Operation{
		Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "SO-2"), Data: json.RawMessage(`{"new_name":"x"}`),
		Sequence: &operation.Sequence{Column: "new_sourceversion", Value: json.RawMessage(fmt.Sprint(n))},
	}
}

// A gateway that stopped waiting does not know whether an action ran, whatever its status.
func TestActionAndThePageOfAGateway(t *testing.T) {
	for _, status := range []int{502, 504, 503} {
		var ran atomic.Int64
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet { // the definitions, which a batch requests first
				w.Header().Set("OData-Version", "4.0")
				_, _ = w.Write([]byte(`{"value":[{"LogicalName":"contact","EntitySetName":"contacts","PrimaryIdAttribute":"contactid","TableType":"Standard"}]}`))
				return
			}
			ran.Add(1) // Dataverse carries it out, and the gateway does not wait for the end
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("X-Azure-Ref", "0abc")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(gatewayPage))
		}))
		c := givenClient(t, strings.TrimSpace(s.URL))
		for name, op := range map[string]operation.Operation{"action": syncRun(), "batch": batchOf(syncRun(), renameContact("x"))} {
			ran.Store(0)
			_, err := c.Run(t.Context(), op)
			checkClass(t, fmt.Sprint(name, " ", status), err, operation.Unknown)
			if ran.Load() != 1 {
				t.Errorf("%s, %d: ran %d times, want once", name, status, ran.Load())
			}
		}
		s.Close()
	}
}

// If a gateway responds with 503 for Dataverse, the client does not retry the rows of a
// bulk message one by one: each response would cost one request for each row.
func TestPagesOfAnOutageCostFewRequests(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.SetFault("503-html", emulator.EveryRequest)
		ops := make([]operation.Operation, 300)
		for i := range ops {
			ops[i] = createContact(fmt.Sprintf("c0417ac7-0000-4000-8000-%012d", i))
		}
		e.client.RunAll(t.Context(), ops)
		if n := len(e.sent(emulator.Dataverse)); n > 40 {
			t.Errorf("%d requests for 300 rows, want a few", n)
		}
	})
}

// givenClient is a client of the Web API at an origin, with a token.
func givenClient(t *testing.T, at string) *dynamics.Client {
	t.Helper()
	root, err := webapi.ParseRoot(at)
	if err != nil {
		t.Fatal(err)
	}
	return dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) {
			return auth.Credentials{Token: "t", Root: root}, nil
		},
		Jitter: func(time.Duration) time.Duration { return 0 },
	})
}

// A 404 or 412 of a gateway says nothing about rows: a delete is not done, and neither is a
// create.
func TestForeignRefusalsSettleNothing(t *testing.T) {
	for _, body := range []string{`{"error":{"message":"Not Found"}}`, `{"error":{"code":"","message":"no healthy upstream"}}`, `{"error":{"code":404,"message":"x"}}`, `{"error":{}}`, ""} {
		for name, op := range map[string]operation.Operation{
			"delete": deleteLead(), "delete by key": {Kind: operation.Delete, EntitySet: "accounts", Row: byKey("accountnumber", "A-1001")},
			"create": createContact(newID), "associate": joinLead(emulator.AccountID),
		} {
			for _, status := range []int{http.StatusNotFound, http.StatusPreconditionFailed, http.StatusConflict} {
				bubble(t, func(t *testing.T, e *environment) {
					e.Fail(1, withheld(status, body, "Content-Type", "application/json"))
					r, err := e.client.Run(t.Context(), op)
					checkClass(t, fmt.Sprint(name, " ", status, " ", body, " ", r.Outcome), err, operation.Misconfigured)
				})
			}
		}
	}
	bubble(t, func(t *testing.T, e *environment) {
		op := joinLead(emulator.AccountID)
		e.run(t, op, dynamics.Done)
		op.Kind = operation.Disassociate
		e.Fail(1, withheld(http.StatusNotFound, `{"error":{"message":"Not Found"}}`, "Content-Type", "application/json"))
		_, err := e.client.Run(t.Context(), op)
		checkClass(t, "disassociate", err, operation.Misconfigured)
	})
}

// An action is not sent again after a gateway's JSON, whatever code it has.
func TestActionAndTheJSONOfAGateway(t *testing.T) {
	for _, status := range []int{500, 503, 520, 524, 599} {
		for _, body := range []string{`{"error":{"code":"x","message":"y"}}`, `{"error":{"code":504}}`, `{"error":{"message":"y"}}`} {
			bubble(t, func(t *testing.T, e *environment) {
				f := withheld(status, body, "Content-Type", "application/json")
				f.After, f.Method = true, http.MethodPost
				e.Fail(1, f)
				_, err := e.client.Run(t.Context(), syncRun())
				checkClass(t, fmt.Sprint(status, " ", body), err, operation.Unknown)
				if n := e.tasks(t); n != 1 {
					t.Errorf("%d %s: the action ran %d times", status, body, n)
				}
			})
		}
	}
}

package dynamics_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// serviceID is the id of a request in Dataverse's form.
const serviceID = "7f0c1bb2-64d1-4f6f-9d5c-0f1b2a3c4d5e"

func TestErrorBodies(t *testing.T) {
	const html = "<html>\n<title>Service Unavailable</title></html>"
	tests := []struct {
		name, contentType, body string
		code, message           string
	}{
		{"as documented", "application/json", `{"error":{"code":"0x80040265","message":"Stop.\r\n\tNow."}}`, "0x80040265", "Stop. Now."},
		{"an empty code", "application/json", `{"error":{"code":"","message":"x"}}`, "", "x"},
		{"a code that is a number", "application/json", `{"error":{"code":-2147088227,"message":"x"}}`, "-2147088227", "x"},
		{"OData 3", "application/json", `{"odata.error":{"code":"1","message":{"lang":"en","value":"x"}}}`, "1", "x"},
		{"Message alone", "application/json", `{"Message":"No HTTP resource was found."}`, "", "No HTTP resource was found."},
		{"ErrorCode and ExceptionMessage", "application/json", `{"ErrorCode":"0x1","ExceptionMessage":"y"}`, "0x1", "y"},
		{"an inner error that is left out", "application/json", `{"error":{"code":"1","message":"x","innererror":{"stacktrace":"secret"}}}`, "1", "x"},
		{"a page", "text/html; charset=us-ascii", html, "", `the response is not from the Web API (48 bytes of "text/html")`},
		{"cut off", "application/json", `{"error":{"code":"0x8`, "", `the response is not from the Web API (21 bytes of "application/json")`},
		{"another JSON value", "application/json", `[1]`, "", `the response is not from the Web API (3 bytes of "application/json")`},
		{"nothing", "application/json", ``, "", ""},
		{"very long", "application/json", `{"error":{"message":"` + strings.Repeat("é", 600) + `"}}`, "", strings.Repeat("é", 500) + "…"},
		{"control characters", "application/json", `{"error":{"message":"a\u0000b\u001b[31mc"}}`, "", "ab[31mc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.refuse(5, http.StatusServiceUnavailable, http.Header{"Content-Type": {tt.contentType}, "X-Ms-Service-Request-Id": {serviceID}}, tt.body)
				_, err := e.client.Run(t.Context(), createContact(newID))
				got := wantError(t, err)
				if got.Status != http.StatusServiceUnavailable || got.Code != tt.code || got.Message != tt.message || got.RequestID != serviceID {
					t.Errorf("error = %#v, want 503 %s %q %q", got, serviceID, tt.code, tt.message)
				}
				if strings.ContainsAny(err.Error(), "\r\n") {
					t.Errorf("error of more than one line: %q", err)
				}
			})
		})
	}
}

func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		name, value string
		want        time.Duration
	}{
		{"seconds", "30", 30 * time.Second},
		{"no wait", " 0 ", 0},
		{"negative", "-5", 0},
		// The clock of a bubble starts there.
		{"a date", "Sat, 01 Jan 2000 00:01:30 GMT", 90 * time.Second},
		{"a date gone by", "Fri, 31 Dec 1999 23:59:00 GMT", 0},
		{"a word", "soon", 0},
		{"a past date, by the clock here alone", "Sat, 01 Jan 2000 00:00:00 GMT", 0},
		{"a fraction", "1.5", 2 * time.Second},
		{"a fraction, as Dataverse writes it", "299.997", 300 * time.Second},
		{"a fraction of nothing", "7.000", 7 * time.Second},
		{"less than a second", "0.2", time.Second},
		{"a negative fraction", "-0.5", 0},
		{"a dangling point", "1.", 0},
		{"an exponent", "1.5e3", 0},
		{"hours, minutes and seconds", "00:05:01", 301 * time.Second},
		{"hours with a fraction", "01:00:00.0010000", 3601 * time.Second},
		{"too few fields", "05:01", 0},
		{"a field that is none", "00:-5:01", 0},
		{"beyond 32 bits", "4294967296", 4294967296 * time.Second},
		{"beyond a duration", "9999999999999", 9223372036 * time.Second},
		{"beyond an integer", "99999999999999999999", 9223372036 * time.Second},
		{"nothing", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				// No wait of more than a second fits, so the first attempt decides.
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				e.refuse(5, http.StatusTooManyRequests, http.Header{"Retry-After": {tt.value}}, "")
				_, err := e.client.Run(ctx, createContact(newID))
				if got := wantError(t, err).RetryAfter; got != tt.want {
					t.Errorf("Retry-After %q: %v, want %v", tt.value, got, tt.want)
				}
			})
		})
	}
}

func TestErrorText(t *testing.T) {
	for _, tt := range []struct {
		err  *dynamics.Error
		want string
	}{
		{
			&dynamics.Error{Op: "update", Method: "PATCH", Path: "contacts(emailaddress1=…)", Status: 404, Code: "0x80060891", Message: "no"},
			"update: PATCH contacts(emailaddress1=…): 404 0x80060891 no",
		},
		{
			&dynamics.Error{Op: "update", Method: "PATCH", Path: "contacts(1)", Status: 503},
			"update: PATCH contacts(1): 503 Service Unavailable",
		},
		{
			&dynamics.Error{Op: "delete", Method: "DELETE", Path: "contacts(1)", Err: context.DeadlineExceeded},
			"delete: DELETE contacts(1): context deadline exceeded",
		},
		{
			&dynamics.Error{Op: "create", Method: "PATCH", Path: "contacts(1)", Status: 412, Message: "m", Hint: "h"},
			"create: PATCH contacts(1): 412 m (h)",
		},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("Error() = %q, want %q", got, tt.want)
		}
	}
}

// The error of a request without a response has a cause and no URL: the URL could contain
// the alternate key.
func TestNoAnswer(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		e.Fail(5, emulator.Fault{Drop: true})
		op := createContact("")
		op.Kind, op.Row = operation.Upsert, byKey("emailaddress1", "private@example.com")
		_, err := e.client.Run(t.Context(), op)
		if got := wantError(t, err); got.Status != 0 || got.Err == nil {
			t.Errorf("error = %#v, want a cause and no status", got)
		}
		if strings.Contains(err.Error(), "private") || strings.Contains(err.Error(), "127.0.0.1") && strings.Contains(err.Error(), "api/data") {
			t.Errorf("the error holds the URL: %v", err)
		}
	})
}

func TestDeadline(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := e.client.Run(ctx, createContact(newID))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Run = %v, want context.Canceled", err)
		}
	})
}

// The values that Dataverse quotes are removed, and its own words stay.
func TestErrorsHoldNoRowData(t *testing.T) {
	op := operation.Operation{
		Kind: operation.Upsert, EntitySet: "contacts", Row: byKey("emailaddress1", "liam@example.com"),
		Data:       json.RawMessage(`{"lastname":"O'Brien","firstname":"of","jobtitle":"déjà \"vu\"","revenue":12345.60,"ok":true,"parent@odata.bind":"/accounts(accountnumber='A-1001')"}`),
		Parameters: json.RawMessage(`{"TerritoryName":["North"]}`), Tag: "shop",
		Related:     operation.Reference{Row: byKey("new_number", "lead-7")},
		Impersonate: operation.Impersonation{SystemUserID: emulator.AnaID, Email: "ana@example.com"},
	}
	tests := []struct{ message, want string }{
		{"A record with emailaddress1 'liam@example.com' exists", "A record with emailaddress1 '[value]' exists"},
		{"Cannot convert the literal 'O'Brien' of lastname", "Cannot convert the literal '[value]' [value] lastname"},
		{"12345.60 is too large", "[value] is too large"},
		{"accounts with key A-1001 does not exist", "accounts with key [value] does not exist"},
		{"the office is off", "the office is off"},
		{"true", "true"},
		{"no LIAM@EXAMPLE.COM here", "no [value] here"},
		{"near 'O''Brien'", "near '[value]'"},
		{"key o%27%27brien and liam%40example.com", "key [value] and [value]"},
		{"accounts(accountnumber=%27A-1001%27) is not there", "accounts(accountnumber=%27[value]%27) is not there"},
		{`{"lastname":"O\u0027Brien"} <b>O&#39;Brien</b> O%27Brien O'Brien`, `{"lastname":"[value]"} <b>[value]</b> [value] [value]`},
		{`{"jobtitle":"d\u00e9j\u00E0 \"vu\""}, d%C3%A9j%c3%a0+%22vu%22, d&#233;j&#xe0; &quot;vu&quot;`, `{"jobtitle":"[value]"}, [value], [value]`},
		{`\nNorth\n`, `\n[value]\n`},
		{"the URI 'https://org/api/data/v9.2/contacts(emailaddress1='liam@example.com')/X'. Sorry", "the URI '[url] Sorry"},
		{strings.Repeat("é", 495) + " liam@example.com", strings.Repeat("é", 495) + " [val…"},
		{"tagged shop, asked for by ana@example.com, with lead-7 and North", "tagged [value], asked for by [value], with [value] and [value]"},
		{"user " + emulator.AnaID + " lacks prvWriteContact", "user " + emulator.AnaID + " lacks prvWriteContact"},
	}
	for _, tt := range tests {
		wantMessage(t, op, tt.message, tt.want)
	}
}

// wantMessage makes Dataverse refuse op with message, and compares the error's Message.
func wantMessage(t *testing.T, op operation.Operation, message, want string) {
	bubble(t, func(t *testing.T, e *environment) {
		body, err := json.Marshal(map[string]any{"error": map[string]string{"code": "0x1", "message": message}})
		if err != nil {
			t.Fatal(err)
		}
		e.refuse(1, http.StatusBadRequest, nil, string(body))
		_, err = e.client.Run(t.Context(), op)
		if got := wantError(t, err).Message; got != want {
			t.Errorf("message %q became %q, want %q", message, got, want)
		}
	})
}

// A code contains no value either, unless it is a number of Dataverse's.
func TestCodesHoldNoRowData(t *testing.T) {
	op := operation.Operation{Kind: operation.Create, EntitySet: "contacts", Row: byID(newID), Data: json.RawMessage(`{"lastname":"Brien","jobtitle":"0x80040265"}`)}
	for code, want := range map[string]string{"no 'Brien' here": "no '[value]' here", "0x80040265": "0x80040265", "InvalidRequest": "InvalidRequest"} {
		bubble(t, func(t *testing.T, e *environment) {
			e.refuse(1, http.StatusBadRequest, nil, `{"error":{"code":"`+code+`","message":"no"}}`)
			_, err := e.client.Run(t.Context(), op)
			if got := wantError(t, err).Code; got != want {
				t.Errorf("code %q became %q, want %q", code, got, want)
			}
		})
	}
}

// Nothing stays of a message that is longer than the limit.
func TestErrorsHoldNothingOfALongMessage(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		body, err := json.Marshal(map[string]any{"error": map[string]string{"message": strings.Repeat("private ", 1000)}})
		if err != nil {
			t.Fatal(err)
		}
		e.refuse(1, http.StatusBadRequest, nil, string(body))
		_, err = e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err).Message; got != "[a message of 7999 bytes]" {
			t.Errorf("message = %q, want its length alone", got)
		}
	})
}

// Nothing stays of a quoted value, however long it is.
func TestErrorsHoldNoPartOfALongValue(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		secret := strings.Repeat("private ", 200)
		body, err := json.Marshal(map[string]any{"error": map[string]string{"message": "cannot take '" + secret + "'"}})
		if err != nil {
			t.Fatal(err)
		}
		e.refuse(1, http.StatusBadRequest, nil, string(body))
		op := createContact(newID)
		op.Data, err = json.Marshal(map[string]string{"description": secret})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = e.client.Run(t.Context(), op); err == nil || strings.Contains(err.Error(), "private") {
			t.Errorf("Run = %v, want an error without row data", err)
		}
	})
}

// Without x-ms-service-request-id, REQ_ID has the id of the request. A value that is no
// GUID is no id, and may be a text that the peer was sent.
func TestRequestID(t *testing.T) {
	const reqID = "0a1b2c3d-64d1-4f6f-9d5c-0f1b2a3c4d5e"
	for _, tt := range []struct{ service, other, want string }{
		{serviceID, reqID, serviceID},
		{"", reqID, reqID},
		{"Rosalind", reqID, reqID},
		{serviceID + ", " + reqID, "", serviceID + ", " + reqID},
		{serviceID + " Rosalind", "", ""},
		{serviceID + ",Rosalind", "", ""},
		{serviceID + strings.Repeat(","+reqID, 4), "", ""},
		{"Rosalind", "Rowdata", ""},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			e.refuse(1, http.StatusBadRequest, http.Header{"X-Ms-Service-Request-Id": {tt.service}, "Req_id": {tt.other}}, "")
			_, err := e.client.Run(t.Context(), createContact(newID))
			if got := wantError(t, err).RequestID; got != tt.want {
				t.Errorf("RequestID = %q, want %q", got, tt.want)
			}
		})
	}
}

// A hint about a key belongs to the refusal of that key and to no other error.
func TestKeyHint(t *testing.T) {
	op := createContact("")
	op.Kind, op.Row = operation.Upsert, byKey("emailaddress1", "a+b@example.com")
	for status, want := range map[int]bool{400: true, 404: true, 401: false, 403: false, 429: false, 503: false} {
		bubble(t, func(t *testing.T, e *environment) {
			e.refuse(10, status, nil, "")
			_, err := e.client.Run(t.Context(), op)
			if got := wantError(t, err).Hint != ""; got != want {
				t.Errorf("status %d: hint %q", status, wantError(t, err).Hint)
			}
		})
	}
}

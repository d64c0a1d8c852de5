package dynamics_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// The secret is not repeated, whatever the token endpoint returns in any place.
func TestEchoedSecretIsTakenOut(t *testing.T) {
	const said = `"error_description":"AADSTS7000215: Invalid secret '` + emulator.ClientSecret + `'."`
	for _, tt := range []struct{ body, message string }{
		{`{"error":"invalid_client",` + said + `}`, "Invalid secret '[redacted]'."},
		{`{"error":"` + emulator.ClientSecret + `",` + said + `,"trace_id":"` + emulator.ClientSecret + `"}`, "Invalid secret '[redacted]'."},
		{`{"error":"x","error_description":"client_secret=emulated%7Eclient.secret%2D1&a"}`, "client_secret=[redacted]&a"},
		{`{"error":"x","error_description":"AADSTS1` + emulator.ClientSecret + `: no"}`, "no"},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			e.Fail(1, emulator.Fault{Service: emulator.Entra, Status: http.StatusUnauthorized, Body: tt.body})
			_, err := e.client.Run(t.Context(), createContact(newID))
			got := wantError(t, err)
			if all := fmt.Sprintf("%v %+v", err, *got); strings.Contains(all, "client.secret") || got.Message != tt.message {
				t.Errorf("error = %s, want the secret taken out", all)
			}
		})
	}
}

// The token is not repeated either if a gateway quotes the request.
func TestEchoedTokenIsTakenOut(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		const token = "a~token+of/some=parts"
		e.Fail(1, emulator.Fault{Service: emulator.Entra, Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
			Body: `{"token_type":"Bearer","expires_in":3599,"access_token":"` + token + `"}`})
		e.refuse(1, http.StatusBadRequest, nil, `{"error":{"code":"0x1","message":"Authorization: Bearer `+token+`, A%7ETOKEN%2Bof%2Fsome%3Dparts."}}`)
		_, err := e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err).Message; got != "Authorization: Bearer [redacted], [redacted]." {
			t.Errorf("message = %q, want the token taken out", got)
		}
		e.refuse(1, http.StatusOK, http.Header{"Odata-Version": {"4.0"}}, `{"value":[{"LogicalName":"contact","EntitySetName":"contacts","PrimaryIdAttribute":"contactid"}]}`)
		e.refuse(1, http.StatusOK, http.Header{"Odata-Version": {"4.0"}, "Content-Type": {"multipart/mixed; boundary=b"}},
			"--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n"+`{"error":{"code":"0x1","message":"Bearer `+token+`"}}`+"\r\n--b--\r\n")
		_, err = e.client.Run(t.Context(), operation.Operation{Kind: operation.Batch, Operations: []operation.Operation{createContact(newID), createContact(noID)}})
		if got := wantError(t, err).Message; got != "Bearer [redacted]" {
			t.Errorf("message of a part = %q, want the token taken out", got)
		}
		long := strings.Repeat("-", 490)
		e.refuse(1, http.StatusBadRequest, nil, `{"error":{"code":"`+long+token+`","message":"no"}}`)
		_, err = e.client.Run(t.Context(), createContact(newID))
		if got := wantError(t, err).Code; got != long+"[redacted]" {
			t.Errorf("code = %q, want the token taken out", got)
		}
	})
}

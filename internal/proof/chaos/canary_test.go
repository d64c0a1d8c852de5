package chaos

import (
	"encoding/json"
	"fmt"
	markup "html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/proof/canary"
)

// These values hold no text. They are at the same place in all refused messages. Like
// the token in values, they must not be in a line of the log, an error, a response, or
// an attribute of a dead letter.
const (
	canaryOption = 867530977
	canaryDate   = "0933-04-05T06:07:08Z"
)

// canaries are the values that must not leak: in rows, alternate keys and parameters, in
// the client secret (TestKill uses the emulator's), in the emulator's access tokens, and
// in the addresses of users and rows.
func canaries() *canary.Watch {
	secret, _, _ := strings.Cut(emulator.ClientSecret, "-")
	return canary.New(token, secret, "emutoken.", fmt.Sprint(canaryOption), canaryDate[:10],
		emulator.AnaEmail, emulator.DeskEmail, emulator.ContactEmail, "monte@adventure-works.example")
}

// checkCanaries searches a text of the function for canaries.
func (t *testRun) checkCanaries(m *message, where, text string) {
	for _, s := range t.canaries.Find(text) {
		t.wrong(m, "row data, a secret or a token in %s: %v", where, s)
	}
}

// awkward is a value with the mark that every quotation escapes.
func (m *message) awkward() string { return `d'été "` + m.mark() + `" <9%>&\+` }

// quoted is the awkward value in the forms in which plug-ins quote it.
func (m *message) quoted() string {
	v := m.awkward()
	text, _ := json.Marshal(v)
	return []string{
		v, strings.ToUpper(v), url.QueryEscape(v), strings.ToLower(url.PathEscape(v)), string(text), markup.EscapeString(v),
		"lastname eq '" + strings.ReplaceAll(v, "'", "''") + "'", "lastname%20eq%20%27" + url.PathEscape(v) + "%27",
	}[m.n%8]
}

// quotations are refusals in which Dataverse quotes the refused value.
func quotations() []messageKind {
	of := func(set, column string, value func(*message) any) func(*plan, *message) map[string]any {
		return func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": set, "data": map[string]any{column: value(m), "new_name": m.mark()}}
		}
	}
	awkward := func(m *message) any { return m.awkward() }
	return []messageKind{
		{"text for a choice", 6, refusal("0x80048d19", of("new_orders", "new_channel", awkward))},
		{"text for a date", 6, refusal("0x80048d19", of("new_orders", "new_orderedon", awkward))},
		{"date before all dates", 4, refusal("0x80040239", of("new_orders", "new_orderedon", func(*message) any { return canaryDate }))},
		{"no such option", 4, refusal("0x8004431a", of("new_orders", "new_channel", func(*message) any { return canaryOption }))},
		{"lookup of nothing", 4, refusal("0x80060888", of("new_orders", "new_AccountId@odata.bind", awkward))},
		{"action, parameter of another type", 4, refusal("0x80048d19", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "action", "action": "new_RecordSyncRun", "parameters": map[string]any{"Source": m.mark(), "RowCount": m.awkward()}}
		})},
		{"email to escape", 4, refusal("email", func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.mark()},
				"impersonate": map[string]any{"email": "o'" + m.mark() + "+x&y@example.com"}}
		})},
	}
}

// checkQuoted requires that reasons of dead letters had values that were removed.
// Without such reasons, a leak of canaries could not be found.
func (t *testRun) checkQuoted(to *testing.T) {
	to.Helper()
	deadLetters, quoted := map[string]int{}, map[string]int{}
	for _, m := range t.messages {
		for _, l := range m.deadLetters {
			deadLetters[m.messageKind]++
			if strings.Contains(l["reason"], "[value]") {
				quoted[m.messageKind]++
			}
		}
	}
	for _, messageKind := range []string{"text for a choice", "text for a date", "date before all dates", "no such option", "lookup of nothing", "a plug-in says no"} {
		to.Logf("%-22s %d dead letters, from the reasons of %d of which a value was taken out", messageKind, deadLetters[messageKind], quoted[messageKind])
		if quoted[messageKind] == 0 && deadLetters[messageKind] > 0 {
			to.Errorf("SEED=%d: %s: no dead letter has a reason from which a value was taken out", t.seed, messageKind)
		}
	}
}

// quotesToken is a gateway that refuses a request temporarily, and quotes its token: in
// full, in part, and as the id of the request.
func quotesToken(r *http.Request) fault {
	token := r.Header.Get("Authorization")
	f := errorResponse("a gateway that quotes "+token+", or "+token[len(token)/2:], http.StatusServiceUnavailable, "0x80072300", "")
	f.header.Set("X-Ms-Service-Request-Id", token)
	return f.named("503, quoting the token")
}

// quotesSecret is a gateway before the token endpoint. It quotes the form with the
// client secret, also in a code and an id.
func quotesSecret(secret string) fault {
	said, _ := json.Marshal("AADSTS90033: refused client_secret=" + url.QueryEscape(secret) + ", which is " + secret + ", or " + secret[:len(secret)/2])
	quoted, _ := json.Marshal(secret)
	return fault{kind: "token endpoint: 503, quoting the client secret", status: http.StatusServiceUnavailable,
		header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		body:   fmt.Sprintf(`{"error":%s,"error_description":%s,"error_codes":[90033],"trace_id":%s}`, quoted, said, quoted),
	}
}

// broken is the error of net/http for a connection that ends in a response with a
// quotation of the request.
func broken(r *http.Request) error {
	return fmt.Errorf("net/http: HTTP/1.x transport connection broken: malformed HTTP response %q", r.Header.Get("Authorization")+" "+r.URL.String())
}

package chaos

import (
	"encoding/json"
	"fmt"
	markup "html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sns-dynamics/internal/canary"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// What may be in no line of the log, error, answer, or attribute of a dead letter,
// beside the token in values: values that hold no text, whose place in the messages
// of refusals is the same.
const (
	canaryOption = 867530977
	canaryDate   = "0933-04-05T06:07:08Z"
)

// canaries are what is planted: in the values of rows, alternate keys and
// parameters, in the client secret, which TestKill leaves as the emulator has it,
// in the emulator's access tokens, and in the addresses of users and rows.
func canaries() *canary.Watch {
	secret, _, _ := strings.Cut(dynamicstest.ClientSecret, "-")
	return canary.New(token, secret, "dynamicstest.", fmt.Sprint(canaryOption), canaryDate[:10],
		dynamicstest.AnaEmail, dynamicstest.DeskEmail, dynamicstest.ContactEmail, "monte@adventure-works.example")
}

// unseen holds what the function says to the canaries.
func (t *trial) unseen(m *message, where, text string) {
	for _, s := range t.canaries.Find(text) {
		t.wrong(m, "row data, a secret or a token in %s: %v", where, s)
	}
}

// awkward is a value with the mark in it that is escaped wherever it is quoted.
func (m *message) awkward() string { return `d'été "` + m.mark() + `" <9%>&\+` }

// quoted is that value as different plug-ins quote it.
func (m *message) quoted() string {
	v := m.awkward()
	text, _ := json.Marshal(v)
	return []string{
		v, strings.ToUpper(v), url.QueryEscape(v), strings.ToLower(url.PathEscape(v)), string(text), markup.EscapeString(v),
		"lastname eq '" + strings.ReplaceAll(v, "'", "''") + "'", "lastname%20eq%20%27" + url.PathEscape(v) + "%27",
	}[m.n%8]
}

// quotations are refusals in which Dataverse says the value that it does not take.
func quotations() []sort {
	of := func(set, column string, value func(*message) any) func(*plan, *message) map[string]any {
		return func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": set, "data": map[string]any{column: value(m), "new_name": m.mark()}}
		}
	}
	awkward := func(m *message) any { return m.awkward() }
	return []sort{
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

// checkQuoted wants the reasons of dead letters to show that Dataverse said values,
// which were taken out: else the canaries could not be seen whatever the function
// does.
func (t *trial) checkQuoted(to *testing.T) {
	to.Helper()
	letters, quoted := map[string]int{}, map[string]int{}
	for _, m := range t.messages {
		for _, l := range m.letters {
			letters[m.sort]++
			if strings.Contains(l["reason"], "[value]") {
				quoted[m.sort]++
			}
		}
	}
	for _, sort := range []string{"text for a choice", "text for a date", "date before all dates", "no such option", "lookup of nothing", "a plug-in says no"} {
		to.Logf("%-22s %d dead letters, from the reasons of %d of which a value was taken out", sort, letters[sort], quoted[sort])
		if quoted[sort] == 0 && letters[sort] > 0 {
			to.Errorf("SEED=%d: %s: no dead letter has a reason from which a value was taken out", t.seed, sort)
		}
	}
}

// quotesToken is a gateway that refuses a request for now, and quotes its token: whole
// and in half, and as the id of the request.
func quotesToken(r *http.Request) fault {
	token := r.Header.Get("Authorization")
	f := answers("a gateway that quotes "+token+", or "+token[len(token)/2:], http.StatusServiceUnavailable, "0x80072300", "")
	f.header.Set("X-Ms-Service-Request-Id", token)
	return f.named("503, quoting the token")
}

// quotesSecret is one before the token endpoint, which quotes the form with the
// client secret, in a code and an id as well.
func quotesSecret(secret string) fault {
	said, _ := json.Marshal("AADSTS90033: refused client_secret=" + url.QueryEscape(secret) + ", which is " + secret + ", or " + secret[:len(secret)/2])
	quoted, _ := json.Marshal(secret)
	return fault{kind: "token endpoint: 503, quoting the client secret", status: http.StatusServiceUnavailable,
		header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		body:   fmt.Sprintf(`{"error":%s,"error_description":%s,"error_codes":[90033],"trace_id":%s}`, quoted, said, quoted),
	}
}

// broken is what net/http says of a connection that ends in an answer with what the
// request said.
func broken(r *http.Request) error {
	return fmt.Errorf("net/http: HTTP/1.x transport connection broken: malformed HTTP response %q", r.Header.Get("Authorization")+" "+r.URL.String())
}

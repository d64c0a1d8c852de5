package inspector_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
	"sns-dynamics/internal/proof/canary"
)

// The client secrets of the run. The second replaces the first. Each is a core that the
// test searches for, between characters that every encoding escapes.
const (
	firstCore    = "zqxFirstSecret7"
	secondCore   = "zqxSecondSecret8"
	firstSecret  = `a~` + firstCore + `"<&'+ %/=\`
	secondSecret = secondCore + `~.-_`
)

// gateway stands between the function and the emulator. answers returns its response to a
// request and its body, or nothing. It keeps the tokens of the requests.
type gateway struct {
	next http.RoundTripper

	mu      sync.Mutex
	answers func(r *http.Request, body string) *emulator.Fault
	tokens  []string
	met     int
}

func (g *gateway) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.mu.Lock()
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && !slices.Contains(g.tokens, token) {
		g.tokens = append(g.tokens, token)
	}
	if g.answers != nil {
		if f := g.answers(r, string(body)); f != nil {
			g.met++
			r = r.WithContext(emulator.WithFault(r.Context(), *f, nil))
		}
	}
	g.mu.Unlock()
	return g.next.RoundTrip(r)
}

// during sets the responses of the gateway while a message runs to its end.
func (g *gateway) during(t *testing.T, i *inspector.Inspector, text string, answers func(*http.Request, string) *emulator.Fault) {
	t.Helper()
	g.mu.Lock()
	g.answers, g.met = answers, 0
	g.mu.Unlock()
	publish(t, i, text)
	time.Sleep(time.Hour)
	synctest.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if answers != nil && g.met == 0 {
		t.Errorf("the gateway had no response to give: %s", text)
	}
	g.answers = nil
}

// quoting is a response that contains a text in every possible place.
func quoting(status int, text string) *emulator.Fault {
	said, _ := json.Marshal(text)
	twice, _ := json.Marshal(string(said))
	return &emulator.Fault{
		Status: status, Header: http.Header{"X-Refused": {text}, "Www-Authenticate": {"Bearer error=" + text}, "Location": {"/?q=" + url.QueryEscape(text)}},
		Body: fmt.Sprintf(`{"error":{"code":%[1]s,"message":%[1]s,"details":%[2]s,"html":"<b>%[3]s</b>"},"error_description":%[1]s,"error_codes":[7000215]}`,
			said, twice, strings.ReplaceAll(url.PathEscape(text), "%", "%25")),
	}
}

func isSignIn(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/token") }

// TestCanaries uses client secrets and tokens that it searches for. Sign-ins fail, and
// gateways quote their requests. Every page and every JSON may contain row data, by design,
// but no secret.
func TestCanaries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		e.SetClientSecret(firstSecret)
		c := emulator.ConnectionAt("http://127.0.0.1:1")
		setSecret := func(secret string) {
			text, _ := json.Marshal(map[string]string{
				"tenantId": c.TenantID, "clientId": c.ClientID, "clientSecret": secret, "serviceRootUrl": c.ServiceRootURL, "authorityHost": c.AuthorityHost,
			})
			e.SetSecretString(string(text))
		}
		setSecret(firstSecret)
		i := inspector.New(inspector.Config{})
		defer i.Close()
		g := &gateway{next: e.Transport()}
		i.Connect(e, c, newFunction(c, i.Wiring(g)))

		once := func(answer func(*http.Request, string) *emulator.Fault) func(*http.Request, string) *emulator.Fault {
			done := false
			return func(r *http.Request, body string) *emulator.Fault {
				if done {
					return nil
				}
				f := answer(r, body)
				done = f != nil
				return f
			}
		}
		quotesToken := func(status int) func(*http.Request, string) *emulator.Fault {
			return func(r *http.Request, _ string) *emulator.Fault {
				if isSignIn(r) || r.Header.Get("Authorization") == "" || r.Header.Get("X-Amz-Target") != "" {
					return nil
				}
				return quoting(status, "refused "+r.Header.Get("Authorization"))
			}
		}
		quotesForm := func(status int, secret string) func(*http.Request, string) *emulator.Fault {
			return func(r *http.Request, body string) *emulator.Fault {
				if !isSignIn(r) {
					return nil
				}
				return quoting(status, "AADSTS7000215: refused "+body+" which has the secret "+secret)
			}
		}
		g.during(t, i, updateLead, nil)
		g.during(t, i, updateLead, once(quotesToken(http.StatusServiceUnavailable)))
		g.during(t, i, updateLead, quotesToken(http.StatusBadRequest))
		g.during(t, i, updateLead, quotesToken(http.StatusForbidden))
		e.RevokeTokens()
		g.during(t, i, updateLead, once(quotesForm(http.StatusServiceUnavailable, firstSecret)))
		e.RevokeTokens()
		g.during(t, i, updateLead, quotesForm(http.StatusUnauthorized, firstSecret))
		// The secret is rotated: the function signs in with the old secret until it reads
		// the new one. The refusals quote the secret.
		e.SetClientSecret(secondSecret)
		e.RevokeTokens()
		g.during(t, i, updateLead, once(quotesForm(http.StatusUnauthorized, firstSecret)))
		setSecret(secondSecret)
		g.during(t, i, updateLead, once(quotesForm(http.StatusServiceUnavailable, secondSecret)))

		// A publisher may have put credentials into a message.
		g.mu.Lock()
		token := g.tokens[0]
		g.mu.Unlock()
		stray, _ := json.Marshal(map[string]any{"operation": "create", "entitySet": "tasks", "data": map[string]any{
			"subject": "Bearer " + token, "description": "the secret is " + firstSecret + " or " + secondSecret,
		}})
		g.during(t, i, string(stray), nil)
		g.during(t, i, "no JSON, but client_secret="+url.QueryEscape(secondSecret)+" "+token, nil)
		envelope, _ := json.Marshal(map[string]string{
			"Type": "Notification", "MessageId": "id " + token, "TopicArn": "arn:aws:sns:us-east-1:111122223333:" + secondSecret,
			"Timestamp": "2026-11-21T09:30:00Z", "Message": updateLead,
		})
		g.during(t, i, string(envelope), nil)

		// Any other client of the emulator may do so too.
		outside := func(method, target, body string, header ...string) {
			r := httptest.NewRequest(method, "http://127.0.0.1:1"+target, strings.NewReader(body))
			for n := 0; n < len(header); n += 2 {
				r.Header.Set(header[n], header[n+1])
			}
			i.Before(e).ServeHTTP(httptest.NewRecorder(), r)
		}
		const leads = "/api/data/v9.2/leads"
		outside("GET", leads, "", "Authorization", "Bearer "+token)
		outside("GET", leads, "", "Authorization", token)
		outside("GET", leads+"?access_token="+token+"&x="+url.QueryEscape(firstSecret), "", "Cookie", "token="+token, "Referer", "http://x/?"+token)
		outside("GET", leads+"('"+url.PathEscape(secondSecret)+"')", "", "X-Api-Key", firstSecret)
		outside("POST", "/"+c.TenantID+"/oauth2/v2.0/token", "grant_type=client_credentials&client_secret="+url.QueryEscape("old"+firstSecret), "Content-Type", "application/x-www-form-urlencoded")
		r := httptest.NewRequest("POST", "http://127.0.0.1:1/", nil)
		r.SetBasicAuth(c.ClientID, secondSecret)
		outside("POST", "/"+c.TenantID+"/oauth2/v2.0/token", "", "Authorization", r.Header.Get("Authorization"))

		watch := canary.New(slices.Concat(g.tokens, []string{firstCore, secondCore})...)
		if len(g.tokens) < 3 {
			t.Errorf("%d tokens were sent, want several", len(g.tokens))
		}
		all := pages(t, i)
		redactions := 0
		for _, path := range all {
			for _, accept := range []string{"text/html", "application/json"} {
				if accept == "text/html" && (strings.HasSuffix(path, "/curl") || strings.HasSuffix(path, "/test")) {
					continue // the same text for every request
				}
				r := httptest.NewRequest("GET", "http://localhost"+inspector.Prefix+path, nil)
				r.Header.Set("Accept", accept)
				w := httptest.NewRecorder()
				i.Page().ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					t.Errorf("%s: %d %s", path, w.Code, w.Body)
				}
				redactions += strings.Count(w.Body.String(), "[redacted]")
				if found := watch.Find(w.Body.String()); len(found) > 0 {
					t.Errorf("%s as %s: %v", path, accept, found[0])
				}
			}
		}
		if redactions < 100 {
			t.Errorf("%d places were redacted: the planted secrets were not in the pages", redactions)
		}
		t.Logf("%d pages, each as a page and as JSON, %d tokens, %d places redacted", len(all), len(g.tokens), redactions)
	})
}

// pages returns the paths of all pages.
func pages(t *testing.T, i *inspector.Inspector) []string {
	t.Helper()
	all := []string{"/messages", "/requests", "/tables", "/letters", "/faults", "/publish", "/messages?q=zqx", "/requests?q=status:4xx"}
	var messages struct{ Messages []inspector.Summary }
	var requests struct{ Requests []inspector.Exchange }
	var tables struct{ Tables []emulator.Count }
	var letters struct{ Letters []inspector.Letter }
	for path, v := range map[string]any{"/messages": &messages, "/requests": &requests, "/tables": &tables, "/letters": &letters} {
		if err := json.Unmarshal([]byte(serve(i, "GET", path)), v); err != nil {
			t.Fatal(err)
		}
	}
	if len(messages.Messages) != 11 || len(requests.Requests) != 6 || len(letters.Letters) < 4 {
		t.Errorf("%d messages, %d requests, %d dead letters: want 11, 6 and 4 or more", len(messages.Messages), len(requests.Requests), len(letters.Letters))
	}
	for _, m := range messages.Messages {
		path := fmt.Sprint("/messages/", m.Number)
		all = append(all, path, path+"/curl", path+"/test", fmt.Sprint("/publish?from=", m.Number))
		// One request is enough to check the parts that the message shows too.
		requests := one(t, i, path).Requests
		for _, x := range requests[:min(1, len(requests))] {
			all = append(all, fmt.Sprint("/requests/", x.Number), fmt.Sprint("/requests/", x.Number, "/curl"))
		}
	}
	for _, x := range requests.Requests {
		all = append(all, fmt.Sprint("/requests/", x.Number), fmt.Sprint("/requests/", x.Number, "/curl"))
	}
	for _, table := range tables.Tables {
		all = append(all, "/tables/"+table.EntitySet)
	}
	return all
}

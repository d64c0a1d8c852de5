package inspector_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
)

// paths are the pages with recorded data.
var paths = []string{
	"/messages", "/messages/1", "/messages/2", "/messages?q=%3Cscript%3E", "/messages?q=x:y", "/requests", "/requests/1", "/tables", "/tables/tasks",
	"/letters", "/faults", "/publish", "/publish?from=1", "/publish?sample=one", "/messages/99",
}

// TestHostileDataIsText puts markup into all data from outside.
func TestHostileDataIsText(t *testing.T) {
	w := start(t)
	evil := `</textarea></pre><script>alert(1)</script><img src=x onerror="alert(2)">'"` + "`"
	text := encode(t, map[string]any{"operation": "create", "entitySet": "tasks", "data": map[string]any{"subject": evil, "description": evil}})
	w.deliver(text)
	w.deliver(evil)
	envelope := encode(t, map[string]any{"Type": "Notification", "MessageId": evil, "TopicArn": evil, "Timestamp": "2026-11-21T09:30:00Z", "Message": evil})
	w.post("/messages", envelope)
	r, err := http.NewRequest(http.MethodGet, w.Connection().ServiceRootURL+"tasks("+url.PathEscape(evil)+")", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Evil", evil)
	if answer, err := http.DefaultClient.Do(r); err != nil {
		t.Fatal(err)
	} else {
		answer.Body.Close()
	}
	inline := regexp.MustCompile(`(?i)<script(?: [^>]*)?>[^<]|<style|\son[a-z]+=|\sstyle=|javascript:`)
	for _, path := range append(paths, "/messages/3") {
		page := w.page(path)
		for _, markup := range []string{"<script>", "<img", "</textarea></pre>"} {
			if strings.Contains(page, markup) {
				t.Errorf("%s holds %s as markup", path, markup)
			}
		}
		// The markup is there as text.
		if found := inline.FindString(strings.ReplaceAll(page, "&lt;img src=x onerror=", "")); found != "" {
			t.Errorf("%s has %q, which the policy forbids", path, found)
		}
		if strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%s: html/template refused a value", path)
		}
	}
	if page := w.page("/messages/1"); !strings.Contains(page, "&lt;script&gt;alert(1)") {
		t.Error("the message does not show the published text")
	}
}

// TestSearchThatIsNone: the page shows the fault of an invalid search beside the search.
func TestSearchThatIsNone(t *testing.T) {
	w := start(t)
	for _, path := range []string{"/messages", "/requests"} {
		r := w.get(path+"?q=colour:red", "Accept", "text/html")
		if r.status != http.StatusBadRequest || !strings.Contains(r.body, `value="colour:red"`) || !strings.Contains(r.body, "search: &#34;colour:&#34;: expected entitySet, ") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
		if r := w.get(path + "?q=colour:red"); r.status != http.StatusBadRequest || !strings.Contains(r.body, `"error"`) {
			t.Errorf("%s for a program: %d %s", path, r.status, r.body)
		}
	}
}

// encode returns JSON with its markup unescaped.
func encode(t *testing.T, v any) string {
	t.Helper()
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestNoSecretIsShown puts credentials into every place that a client can choose, and
// searches for them in every response.
func TestNoSecretIsShown(t *testing.T) {
	w := start(t)
	const planted = "planted-7f3a9"
	c := w.Connection()
	w.SetClientSecret("s3cret-" + planted)
	secret, err := json.Marshal(map[string]string{
		"tenantId": c.TenantID, "clientId": c.ClientID, "clientSecret": "s3cret-" + planted, "serviceRootUrl": c.ServiceRootURL, "authorityHost": c.AuthorityHost,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.SetSecretString(string(secret))
	w.deliver(createTask)
	w.deliver(`{"operation":"create","entitySet":"tasks","data":{"subject":"s3cret-` + planted + `","description":"Bearer eyJ` + planted + `"}}`)
	for _, request := range []struct{ target, kind, body, header string }{
		{c.AuthorityHost + "/" + c.TenantID + "/oauth2/v2.0/token", "application/json", `{"client_secret":"a\"` + planted + `"}`, ""},
		{c.AuthorityHost + "/" + c.TenantID + "/oauth2/v2.0/token?client_secret=" + planted, "application/x-www-form-urlencoded", "grant_type=x&refresh_token=" + planted + "&client_assertion=" + planted, ""},
		{c.ServiceRootURL + "tasks?access_token=" + planted, "application/json", `{"password":"` + planted + `","nested":"{\"client_secret\":\"` + planted + `\"}"}`, "Bearer " + planted},
		{c.ServiceRootURL + "tasks", "application/json", `{"accessToken": "` + planted, "Basic " + planted},
	} {
		r, err := http.NewRequest(http.MethodPost, request.target, strings.NewReader(request.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", request.kind)
		r.Header.Set("Cookie", planted)
		r.Header.Set("X-Other", "Bearer "+planted)
		if request.header != "" {
			r.Header.Set("Authorization", request.header)
			r.Header.Set("X-Amz-Security-Token", planted)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	// Dataverse's text about the name of a column is in the log line and in the dead
	// letter.
	w.deliver(`{"operation":"update","entitySet":"leads","id":"` + emulator.LeadID + `","data":{"s3cret-` + planted + `":"x"}}`)
	if m := read[inspector.Message](w, "/messages/3"); m.Letter == nil || !strings.Contains(m.Letter.Letter.Reason, "Invalid property '[redacted]'") {
		t.Errorf("letter = %+v", m.Letter)
	}
	for _, path := range append(paths, "/messages/3", "/messages/1/curl", "/messages/2/curl", "/messages/2/test", "/requests/7/curl", "/requests/8", "/requests/9", "/requests/10", "/requests/10/curl") {
		for _, accept := range []string{"text/html", "application/json"} {
			r := w.get(path, "Accept", accept)
			if strings.Contains(r.body, planted) || strings.Contains(r.body, emulator.ClientSecret) || strings.Contains(r.body, "emutoken.") {
				t.Errorf("%s (%s) holds a secret:\n%s", path, accept, r.body)
			}
		}
	}
	if n := len(read[struct{ Requests []any }](w, "/requests").Requests); n != 4 {
		t.Errorf("%d requests from outside, want 4: the test looked at others", n)
	}
	if m := w.get("/messages/2").body; !strings.Contains(m, "[redacted]") {
		t.Error("nothing says that something was left out")
	}
	if rows, err := w.Rows("tasks"); err != nil || !strings.Contains(string(rows[1]), planted) {
		t.Errorf("the row itself was changed: %s (%v)", rows, err)
	}
}

// TestCountsHaveCommas: the pages write each count as people read it. The number of a message or of
// a request is a name, and has no commas.
func TestCountsHaveCommas(t *testing.T) {
	names, err := filepath.Glob("templates/*.html")
	if err != nil || len(names) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	action := regexp.MustCompile(`\{\{-? *([^}]*?) *-?\}\}`)
	count := regexp.MustCompile(`^(len |[$.\w]*\.(Count|Found|Total|Left)$)`)
	counts := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range action.FindAllStringSubmatch(string(text), -1) {
			if count.MatchString(m[1]) {
				t.Errorf("%s writes %s without grouped or plural", name, m[0])
			}
			if strings.HasPrefix(m[1], "grouped ") || strings.HasPrefix(m[1], "plural ") {
				counts++
			}
		}
	}
	if counts < 5 {
		t.Errorf("%d counts were found: the test does not see them", counts)
	}
}

package inspector_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestGone: a page whose message or request is not kept says so beside the list.
func TestGone(t *testing.T) {
	w := start(t)
	w.deliver(createTask)
	if answer, err := http.Get(w.Connection().ServiceRootURL + "WhoAmI()"); err != nil {
		t.Fatal(err)
	} else {
		answer.Body.Close()
	}
	for path, want := range map[string][]string{
		"/messages/99": {`id="m1"`, "no message &#34;99&#34;, or no longer", `href="/_inspect/messages"><span`},
		"/messages/11111111-2222-4333-8444-555555555555?q=done": {`id="m1"`, "no message &#34;11111111-", `href="/_inspect/messages?q=done"><span`},
		"/messages/99?q=colour:red":                             {"colour:", "no message"},
		"/requests/99":                                          {"no request &#34;99&#34;", "WhoAmI"},
	} {
		r := w.get(path, "Accept", "text/html")
		if r.status != http.StatusNotFound || !strings.Contains(r.body, "<title>Not kept") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
		for _, text := range want {
			if !strings.Contains(r.body, text) {
				t.Errorf("%s has no %s", path, text)
			}
		}
	}
	if r := w.get("/messages/99"); r.status != http.StatusNotFound || !strings.HasPrefix(r.body, `{`) {
		t.Errorf("a program: %d %s", r.status, r.body)
	}
	if r := w.get("/tables/nowhere", "Accept", "text/html"); r.status != http.StatusNotFound || !strings.Contains(r.body, "<title>Not found") {
		t.Errorf("a table: %d %s", r.status, r.body)
	}
}

// TestSectionKeepsSearch: the link of the shown section keeps the search.
func TestSectionKeepsSearch(t *testing.T) {
	w := start(t)
	w.deliver(createTask)
	for _, path := range []string{"/messages?q=outcome%3Adone", "/messages/1?q=outcome%3Adone"} {
		page := w.page(path)
		if !strings.Contains(page, `/messages?q=outcome%3Adone" id="section-messages"`) || !strings.Contains(page, `/requests" id="section-requests"`) {
			t.Errorf("%s: the links of the sections lose or spread the search", path)
		}
	}
}

// TestControlsAreVisible: a text that a browser would show in another order has visible controls.
func TestControlsAreVisible(t *testing.T) {
	w := start(t)
	w.deliver("{\"operation\":\"upsert\",\"entitySet\":\"contacts\",\"key\":{\"emailaddress1\":\"a\u202Egpj.exe\"},\"data\":{\"lastname\":\"x\"}}")
	page := w.page("/messages/1")
	if strings.Contains(page, "\u202E") || !strings.Contains(page, "a⟨U+202E⟩gpj.exe") || !strings.Contains(page, `a\u202egpj.exe`) {
		t.Errorf("the controls are not visible:\n%s", page)
	}
	if page := w.page("/publish?from=1"); strings.Contains(page, "⟨U+202E⟩") || !strings.Contains(page, `a\u202egpj.exe`) {
		t.Error("the text to edit is another text")
	}
}

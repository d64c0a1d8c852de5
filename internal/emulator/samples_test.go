package emulator_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// sample is one documented request with its documented response.
type sample struct {
	Name            string            `json:"name"`
	Method          string            `json:"method"`
	Path            string            `json:"path"`
	Headers         map[string]string `json:"headers"`
	Body            any               `json:"body"`
	ResponseStatus  int               `json:"response_status"` // 0 if the document leaves it out
	ResponseHeaders map[string]string `json:"response_headers"`
	ResponseBody    any               `json:"response_body"`
}

func samples(t *testing.T) []sample {
	t.Helper()
	data, err := os.ReadFile("testdata/samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []sample
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSamples(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range samples(t) {
		seen[s.Name] = true
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, diffs := replay(t, s)
			reason, uncovered := uncoveredSamples[s.Name]
			switch {
			case !uncovered && len(diffs) > 0:
				t.Errorf("%s\ngot %d %v\n%s", strings.Join(diffs, "\n"), r.status, r.header, r.body)
			case uncovered && len(diffs) == 0:
				t.Errorf("passes, but is listed as not covered (%s): take it off the list and out of doc.go", reason)
			case uncovered && r.status < 400:
				t.Errorf("not covered (%s), but the status is %d", reason, r.status)
			}
		})
	}
	for name := range uncoveredSamples {
		if !seen[name] {
			t.Errorf("%s is listed as not covered, but there is no such sample", name)
		}
	}
	if len(seen) != 71 {
		t.Errorf("%d samples, want 71", len(seen))
	}
}

// rowURI matches the rows that a sample names by id and does not create.
var rowURI = regexp.MustCompile(`(\w+)\(([0-9a-f]{8}-[0-9a-f-]{27})\)`)

// replay sends the sample to a server with its preconditions. It returns the differences
// between the response and the documented response.
func replay(t *testing.T, s sample) (response, []string) {
	p := preparations[s.Name]
	schema := administrator(t)
	if p.schema != nil {
		schema = editedSchema(t, p.schema)
	}
	c := start(t, emulator.Options{Schema: schema})
	replace := p.replace
	if p.late != nil {
		replace = p.late(c)
	}
	text := func(v string) string { return fill(v, c.conn, replace) }

	body := sampleBody(s, p, text)
	path := text(s.Path)
	if p.path != "" {
		path = p.path
	}
	if p.schema == nil {
		c.provideRows(path + body)
	}
	if p.prepare != nil {
		p.prepare(c, s)
	}
	method := strings.Replace(s.Method, "ANY", http.MethodGet, 1)
	header := c.header()
	for name, value := range s.Headers {
		if name != "Content-Length" { // the bytes of the document
			header[name] = text(value)
		}
	}
	maps.Copy(header, p.header)
	if strings.HasSuffix(path, "/$batch") {
		body = strings.ReplaceAll(body, "\n", "\r\n") // as the documents say in words
	}
	target := strings.Replace(path, "https://login.microsoftonline.com", "", 1)
	r := c.do(method, c.conn.AuthorityHost+strings.ReplaceAll(target, " ", "%20"), []byte(body), header)
	return r, differences(s, r, c.conn)
}

func fill(v string, conn emulator.Connection, replace map[string]string) string {
	v = strings.NewReplacer("[Organization URI]", conn.AuthorityHost, "[Organization Uri]", conn.AuthorityHost, "{tenant}", conn.TenantID).Replace(v)
	for from, to := range replace {
		v = strings.ReplaceAll(v, from, to)
	}
	return v
}

func sampleBody(s sample, p preparation, text func(string) string) string {
	switch body := s.Body.(type) {
	case nil:
		return text(p.body)
	case string:
		if form, err := url.ParseQuery(body); err == nil && form.Has("grant_type") {
			form.Set("client_id", emulator.ClientID)
			form.Set("scope", text("[Organization URI]/.default"))
			if form.Has("client_secret") {
				form.Set("client_secret", emulator.ClientSecret)
			}
			if form.Has("client_assertion") {
				form.Set("client_assertion", text(form.Get("client_assertion")))
			}
			return form.Encode()
		}
		return text(body)
	}
	data, _ := json.Marshal(s.Body)
	unescaped := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(data))
	return text(unescaped)
}

// provideRows creates the missing rows that a text names.
func (c *client) provideRows(text string) {
	c.Helper()
	for _, m := range rowURI.FindAllStringSubmatch(text, -1) {
		body := "{}"
		if strings.HasPrefix(m[0], "roles(") {
			body = `{"name":"x"}`
		}
		c.send("PATCH", m[0], body, "If-None-Match", "*")
	}
	c.ForgetRequests()
}

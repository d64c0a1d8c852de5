package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// client calls one server over HTTP.
type client struct {
	testing.TB
	*emulator.Server
	conn  emulator.Connection
	token string
}

// response is a response that was read to its end.
type response struct {
	status int
	header http.Header
	body   []byte
}

// start starts an emulator. Its clock is fixed by default, because the rows and the rules
// of the tests hold dates.
func start(tb testing.TB, o emulator.Options) *client {
	tb.Helper()
	if o.Now == nil {
		o.Now = fixedClock
	}
	s, err := emulator.Start("127.0.0.1:0", o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	c := &client{TB: tb, Server: s, conn: s.Connection()}
	c.login()
	return c
}

// login gets a new token, and then forgets the recorded requests.
func (c *client) login() {
	c.Helper()
	r := c.requestToken(nil)
	if r.status != http.StatusOK {
		c.Fatalf("token: %d %s", r.status, r.body)
	}
	c.token, _ = r.json(c)["access_token"].(string)
	c.ForgetRequests()
}

// requestToken requests a token like x/oauth2; change edits the form.
func (c *client) requestToken(change func(url.Values)) response {
	c.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.conn.ClientID},
		"client_secret": {c.conn.ClientSecret}, "scope": {c.conn.AuthorityHost + "/.default"},
	}
	if change != nil {
		change(form)
	}
	return c.do("POST", c.conn.AuthorityHost+"/"+c.conn.TenantID+"/oauth2/v2.0/token", []byte(form.Encode()), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
}

func (c *client) do(method, target string, body []byte, header map[string]string) response {
	c.Helper()
	r, err := c.try(method, target, body, header)
	if err != nil {
		c.Fatal(err)
	}
	return r
}

func (c *client) try(method, target string, body []byte, header map[string]string) (response, error) {
	req, err := http.NewRequestWithContext(c.Context(), method, target, bytes.NewReader(body))
	if err != nil {
		return response{}, err
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	req.Close = true // net/http would repeat a request after a dropped connection
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return response{}, err
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	return response{res.StatusCode, res.Header, read}, err
}

func (c *client) header(pairs ...string) map[string]string {
	h := map[string]string{
		"Authorization": "Bearer " + c.token, "Accept": "application/json", "If-None-Match": "null",
		"OData-MaxVersion": "4.0", "OData-Version": "4.0", "Content-Type": "application/json; charset=utf-8",
	}
	for i := 0; i < len(pairs); i += 2 {
		h[pairs[i]] = pairs[i+1]
	}
	return h
}

// send sends a request to a path below the service root. body is JSON or empty.
func (c *client) send(method, path, body string, header ...string) response {
	c.Helper()
	return c.do(method, c.conn.ServiceRootURL+path, []byte(body), c.header(header...))
}

// must calls send, and fails the test for another status.
func (c *client) must(status int, method, path, body string, header ...string) response {
	c.Helper()
	r := c.send(method, path, body, header...)
	if r.status != status {
		c.Fatalf("%s %s: status %d, want %d\n%s", method, path, r.status, status, r.body)
	}
	return r
}

func (r response) json(tb testing.TB) map[string]any {
	tb.Helper()
	var m map[string]any
	dec := json.NewDecoder(bytes.NewReader(r.body))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		tb.Fatalf("%v in %s", err, r.body)
	}
	return m
}

// refusal returns the code and message of an error body, or of the first error in the body
// of a batch.
func (r response) refusal() (code, message string) {
	var body struct {
		Error struct{ Code, Message string }
	}
	if i := bytes.Index(r.body, []byte(`{"error"`)); i >= 0 {
		json.NewDecoder(bytes.NewReader(r.body[i:])).Decode(&body)
	}
	return body.Error.Code, body.Error.Message
}

// values returns the items of a list.
func (r response) values(tb testing.TB) []map[string]any {
	tb.Helper()
	var rows []map[string]any
	list, _ := r.json(tb)["value"].([]any)
	for _, v := range list {
		rows = append(rows, v.(map[string]any))
	}
	return rows
}

// created returns the id at the end of OData-EntityId.
func (r response) created() string {
	_, id, _ := strings.Cut(r.header.Get("OData-EntityId"), "(")
	return strings.TrimSuffix(id, ")")
}

// editedSchema returns schema.json after an edit of its JSON.
func editedSchema(tb testing.TB, edit func(map[string]any)) []byte {
	tb.Helper()
	data, err := os.ReadFile("schema/schema.json")
	if err != nil {
		tb.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		tb.Fatal(err)
	}
	edit(m)
	data, err = json.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// addLink associates two rows of the schema.
func addLink(m map[string]any, relationship, from, to string) {
	m["links"] = append(m["links"].([]any), map[string]any{"relationship": relationship, "from": from, "to": to})
}

// administrator is a schema whose application user may do everything.
func administrator(tb testing.TB) []byte {
	return editedSchema(tb, func(m map[string]any) {
		addLink(m, "systemuserroles_association", emulator.ApplicationUserID, emulator.AdministratorRoleID)
	})
}

func fixedClock() time.Time { return time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC) }

// refused is a request with the expected refusal. The method is POST by default. The
// message need only contain the text.
type refused struct {
	name, method, path, body string
	header                   []string
	status                   int
	code, message            string
}

func (c *client) refuses(tests []refused) {
	c.Helper()
	for _, tt := range tests {
		if tt.method == "" {
			tt.method = "POST"
		}
		r := c.send(tt.method, tt.path, tt.body, tt.header...)
		code, message := r.refusal()
		if r.status != tt.status || code != tt.code || !strings.Contains(message, tt.message) {
			c.Errorf("%s: %s %s: got %d %s %q, want %d %s %q\n%s", tt.name, tt.method, tt.path, r.status, code, message, tt.status, tt.code, tt.message, r.body)
		}
	}
}

package orgschema_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// client calls an emulator without a network.
type client struct {
	testing.TB
	http  http.Client
	token string
}

const origin = "http://127.0.0.1"

func newClient(tb testing.TB, schema []byte) *client {
	tb.Helper()
	e, err := emulator.New(emulator.Options{Schema: schema})
	if err != nil {
		tb.Fatal(err)
	}
	c := &client{TB: tb, http: http.Client{Transport: e.Transport()}}
	form := url.Values{
		"grant_type": {"client_credentials"}, "scope": {origin + "/.default"},
		"client_id": {emulator.ClientID}, "client_secret": {emulator.ClientSecret},
	}
	resp, err := c.http.PostForm(origin+"/"+emulator.TenantID+"/oauth2/v2.0/token", form)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil || token.AccessToken == "" {
		tb.Fatalf("no token: %v", err)
	}
	c.token = token.AccessToken
	return c
}

type response struct {
	Status   int
	EntityID string
	Body     string
}

func (c *client) send(method, path, body string, header ...string) response {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), method, origin+"/api/data/v9.2/"+strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	for _, name := range []string{"OData-MaxVersion", "OData-Version"} {
		req.Header.Set(name, "4.0")
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	return response{resp.StatusCode, resp.Header.Get("OData-EntityId"), string(text)}
}

func (c *client) must(status int, method, path, body string, header ...string) response {
	c.Helper()
	r := c.send(method, path, body, header...)
	if r.Status != status {
		c.Fatalf("%s %s: status %d, want %d: %s", method, path, r.Status, status, r.Body)
	}
	return r
}

var madeUp = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[4][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|W/\\?"\d+\\?"|"versionnumber":\d+`)

// steady replaces the parts that differ between runs.
func (r response) steady() response {
	r.Body, r.EntityID = madeUp.ReplaceAllString(r.Body, "#"), madeUp.ReplaceAllString(r.EntityID, "#")
	return r
}

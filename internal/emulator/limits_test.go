package emulator_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sns-dynamics/internal/emulator"
)

// limitedClient calls an emulator in process, on the clock of a bubble.
type limitedClient struct {
	*testing.T
	http  http.Client
	token string
}

const limitedOrigin = "http://127.0.0.1"

func limited(t *testing.T, o emulator.Options, test func(*limitedClient)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(o)
		if err != nil {
			t.Fatal(err)
		}
		c := &limitedClient{T: t, http: http.Client{Transport: e.Transport()}}
		c.token = c.signIn(emulator.ClientID, emulator.ClientSecret)
		test(c)
	})
}

func (c *limitedClient) signIn(id, secret string) string {
	c.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "scope": {limitedOrigin + "/.default"}}
	resp, err := c.http.PostForm(limitedOrigin+"/"+emulator.TenantID+"/oauth2/v2.0/token", form)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil {
		c.Fatal(err)
	}
	return token.AccessToken
}

// ask sends WhoAmI, or a body to $batch.
func (c *limitedClient) ask(batch string) response {
	c.Helper()
	method, path := http.MethodGet, "WhoAmI"
	if batch != "" {
		method, path = http.MethodPost, "$batch"
	}
	req, err := http.NewRequestWithContext(c.Context(), method, limitedOrigin+"/api/data/v9.2/"+path, strings.NewReader(batch))
	if err != nil {
		c.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + c.token}, "Odata-Version": {"4.0"}, "Odata-Maxversion": {"4.0"}}
	if batch != "" {
		req.Header.Set("Content-Type", "multipart/mixed; boundary=b")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	return response{resp.StatusCode, resp.Header, body}
}

func (c *limitedClient) want(status int, retryAfter, code string) response {
	c.Helper()
	r := c.ask("")
	if r.status != status || r.header.Get("Retry-After") != retryAfter || !strings.Contains(string(r.body), code) {
		c.Fatalf("%d, Retry-After %q: %s; want %d, %q, %s", r.status, r.header.Get("Retry-After"), r.body, status, retryAfter, code)
	}
	return r
}

// TestLimitOfRequests exceeds the documented limit.
func TestLimitOfRequests(t *testing.T) {
	limited(t, emulator.Options{Limits: &emulator.Limits{}}, func(c *limitedClient) {
		r := c.want(200, "", "")
		if burst, left := r.header.Get("x-ms-ratelimit-burst-remaining-xrm-requests"), r.header.Get("x-ms-ratelimit-time-remaining-xrm-requests"); burst != "5999" || left != "1,200.00" {
			c.Errorf("remaining %s requests and %s seconds", burst, left)
		}
		time.Sleep(100 * time.Second)
		for range 5999 {
			c.want(200, "", "")
		}
		const code = `{"error":{"code":"0x80072322","message":"Number of requests exceeded the limit of 6000 over time window of 300 seconds."}}`
		r = c.want(429, "200", code)
		if burst := r.header.Get("x-ms-ratelimit-burst-remaining-xrm-requests"); burst != "0" {
			c.Errorf("remaining %s", burst)
		}
		// Other users have limits of their own.
		own := c.token
		c.token = c.signIn(emulator.AdminClientID, emulator.AdminClientSecret)
		c.want(200, "", "")
		c.token = own

		time.Sleep(199*time.Second + 500*time.Millisecond)
		c.want(429, "2", code) // half a second too early, and one second longer for that
		time.Sleep(500 * time.Millisecond)
		c.want(429, "1", code) // the end that the first refusal named: no further wait
		time.Sleep(time.Second)
		c.want(200, "", "")
		c.want(429, "99", code) // that request took the place of the first request
	})
}

// A client that does not wait has to wait longer, but never longer than the window.
func TestLimitForThoseWhoKeepSending(t *testing.T) {
	limited(t, emulator.Options{Limits: &emulator.Limits{Requests: 1}}, func(c *limitedClient) {
		c.want(200, "", "")
		for range 60 {
			c.want(429, "300", "0x80072322") // the client sent it before the refusal
		}
		time.Sleep(100 * time.Second)
		c.want(429, "201", "0x80072322")
		c.want(429, "202", "0x80072322")
		for range 200 {
			c.ask("")
		}
		c.want(429, "300", "0x80072322")
		time.Sleep(300 * time.Second)
		c.want(200, "", "")
	})
}

func TestLimitOfExecutionTime(t *testing.T) {
	o := emulator.Options{Limits: &emulator.Limits{}, Latency: 2 * time.Minute}
	limited(t, o, func(c *limitedClient) {
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() { c.want(200, "", "") })
		}
		all.Wait()
		const code = `"0x80072321","message":"Combined execution time of incoming requests exceeded limit of 1,200,000  milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later."`
		r := c.want(429, "180", code) // the refusal itself was delayed
		if left := r.header.Get("x-ms-ratelimit-time-remaining-xrm-requests"); left != "0.00" {
			c.Errorf("remaining %s", left)
		}
		time.Sleep(60 * time.Second)
		c.want(200, "", "")
	})
}

// The limit of concurrent requests counts the requests that wait for a response. The wait
// is short, and the other requests continue.
func TestLimitOfRequestsAtATime(t *testing.T) {
	limited(t, emulator.Options{Limits: &emulator.Limits{}, Latency: time.Second}, func(c *limitedClient) {
		for range 2 {
			var mu sync.Mutex
			statuses := map[string]int{}
			var all sync.WaitGroup
			for range 60 {
				all.Go(func() {
					r := c.ask("")
					mu.Lock()
					defer mu.Unlock()
					if r.status == 429 && !strings.Contains(string(r.body), `"0x80072326","message":"Number of concurrent requests exceeded the limit of 52."`) {
						c.Errorf("%s", r.body)
					}
					statuses[http.StatusText(r.status)+r.header.Get("Retry-After")]++
				})
			}
			all.Wait()
			if statuses["OK"] != 52 || statuses["Too Many Requests1"] != 8 {
				c.Errorf("answers %v, want 52 OK and 8 told to wait for a second", statuses)
			}
		}
	})
}

// A $batch is one request, whatever its content.
func TestLimitOfBatches(t *testing.T) {
	part := "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /api/data/v9.2/WhoAmI HTTP/1.1\r\n\r\n\r\n"
	limited(t, emulator.Options{Limits: &emulator.Limits{Requests: 2}}, func(c *limitedClient) {
		for n := range 2 {
			r := c.ask(strings.Repeat(part, 5) + "--b--\r\n")
			if parts := strings.Count(string(r.body), "OrganizationId"); r.status != 200 || parts != 5 || r.header.Get("x-ms-ratelimit-burst-remaining-xrm-requests") != strconv.Itoa(1-n) {
				c.Errorf("%d, %d parts, %v", r.status, parts, r.header)
			}
		}
		if r := c.ask(part + "--b--\r\n"); r.status != 429 || !strings.Contains(string(r.body), "0x80072322") {
			c.Errorf("%d %s", r.status, r.body)
		}
	})
}

// A request ends normally even if a fault drops its response, or its client closes the
// connection.
func TestLimitOfLostAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{Limits: &emulator.Limits{Concurrent: 1}, Latency: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		c := &limitedClient{T: t, http: http.Client{Transport: e.Transport()}}
		c.token = c.signIn(emulator.ClientID, emulator.ClientSecret)
		e.Fail(1, emulator.Fault{After: true, Drop: true})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, limitedOrigin+"/api/data/v9.2/WhoAmI", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Authorization": {"Bearer " + c.token}}
		if _, err := c.http.Do(req); err == nil {
			t.Error("the response was not lost")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := c.http.Do(req.WithContext(ctx)); err == nil {
			t.Error("the client did not go away")
		}
		c.want(200, "", "")
	})
}

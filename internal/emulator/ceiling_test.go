//go:build unix

package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
)

// The benchmarks measure the throughput of the emulator with its client, so that another
// measurement can recognise this limit. The processor time is the time of this process
// alone.

// way is a way to reach a server, with a number of requests at a time.
type way struct {
	name  string
	tls   bool
	inner bool // in process
	many  int
}

func ways() []way {
	return []way{
		{"inprocess/1", false, true, 1}, {"http1/8", false, false, 8}, {"http1/52", false, false, 52},
		{"tls-http2/8", true, false, 8}, {"tls-http2/52", true, false, 52},
	}
}

// BenchmarkPatch updates one of many rows in each request.
func BenchmarkPatch(b *testing.B) {
	const rows = 10_000
	for _, w := range ways() {
		b.Run(w.name, func(b *testing.B) {
			g := newGauge(b, w)
			g.fill(rows)
			g.measure(1, func(i int) (string, string, string) { return patchOf(i % rows) })
		})
	}
}

// BenchmarkBare sends the same requests to an empty handler, to measure net/http alone.
func BenchmarkBare(b *testing.B) {
	for _, w := range ways()[1:] {
		b.Run(w.name, func(b *testing.B) {
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				w.WriteHeader(http.StatusNoContent)
			}))
			s.EnableHTTP2 = w.tls
			if w.tls {
				s.StartTLS()
			} else {
				s.Start()
			}
			b.Cleanup(s.Close)
			client := s.Client()
			client.Transport.(*http.Transport).MaxIdleConnsPerHost = w.many
			g := &gauge{b, w, &caller{client: client, conn: emulator.ConnectionAt(s.URL)}, (&caller{}).header()}
			g.measure(1, func(i int) (string, string, string) { return patchOf(i) })
		})
	}
}

func patchOf(i int) (method, path, body string) {
	return http.MethodPatch, fmt.Sprintf("accounts(%s)", gaugeID(i)), fmt.Sprintf(`{"name":"Contoso %d","revenue":%d}`, i, i)
}

// BenchmarkMany writes a hundred or a thousand rows in each request.
func BenchmarkMany(b *testing.B) {
	for _, size := range []int{100, 1000} {
		for _, bb := range []struct {
			name    string
			request func(i, size int) (string, string, string)
		}{{"UpsertMultiple", upsertMultiple}, {"change set", changeSetOf}, {"refused change set", refusedChangeSet}} {
			b.Run(fmt.Sprint(bb.name, "/", size), func(b *testing.B) {
				g := newGauge(b, way{tls: true, many: 8})
				g.fill(10_000)
				g.measure(size, func(i int) (string, string, string) { return bb.request(i, size) })
			})
		}
	}
}

func upsertMultiple(i, size int) (method, path, body string) {
	var b strings.Builder
	b.WriteString(`{"Targets":[`)
	for n := range size {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"@odata.type":"Microsoft.Dynamics.CRM.account","@odata.id":"accounts(accountnumber='N-%d')","name":"Contoso %d","description":"%0900d"}`, (i*size+n)%20_000, n, n)
	}
	b.WriteString("]}")
	return http.MethodPost, "accounts/Microsoft.Dynamics.CRM.UpsertMultiple", b.String()
}

func changeSetOf(i, size int) (method, path, body string) {
	var b strings.Builder
	b.WriteString("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n")
	for n := range size {
		fmt.Fprintf(&b, "--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: %d\r\n\r\n"+
			"PATCH accounts(%s) HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"name\":\"Contoso %d\"}\r\n", n+1, gaugeID((i*size+n)%20_000), n)
	}
	b.WriteString("--c--\r\n--b--\r\n")
	return http.MethodPost, "$batch", b.String()
}

// refusedChangeSet fails at its last operation, which undoes all the others.
func refusedChangeSet(i, size int) (method, path, body string) {
	_, _, body = changeSetOf(i, size)
	return http.MethodPost, "$batch", strings.Replace(body, fmt.Sprintf(`{"name":"Contoso %d"}`, size-1), `{"nothing":1}`, 1)
}

// gauge sends requests to a server as fast as possible.
type gauge struct {
	*testing.B
	way
	*caller
	with http.Header
}

func newGauge(b *testing.B, w way) *gauge {
	b.Helper()
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{TLS: w.tls, KeepRequests: -1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	transport := &http.Transport{MaxIdleConnsPerHost: w.many}
	if w.tls {
		transport = trusting(s)
	}
	b.Cleanup(transport.CloseIdleConnections)
	c := &caller{Emulator: s.Emulator, client: &http.Client{Transport: transport}, conn: s.Connection()}
	if w.inner {
		c.client.Transport = s.Transport()
	}
	c.login(b)
	return &gauge{b, w, c, c.header()}
}

func gaugeID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// fill makes rows for the writes.
func (g *gauge) fill(rows int) {
	for from := 0; from < rows; from += 1000 {
		var b strings.Builder
		for n := from; n < from+1000; n++ {
			fmt.Fprintf(&b, `,{"@odata.type":"Microsoft.Dynamics.CRM.account","accountid":"%s","accountnumber":"N-%d"}`, gaugeID(n), n)
		}
		if err := g.one(http.MethodPost, "accounts/Microsoft.Dynamics.CRM.CreateMultiple", `{"Targets":[`+b.String()[1:]+"]}"); err != nil {
			g.Fatal(err)
		}
	}
}

// measure sends b.N requests, each for size rows, and reports rows per second.
func (g *gauge) measure(size int, request func(i int) (method, path, body string)) {
	g.ReportAllocs()
	before := processorTime()
	g.ResetTimer()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range g.many {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < g.N; i = int(next.Add(1)) - 1 {
				if err := g.one(request(i)); err != nil {
					g.Error(err)
				}
			}
		})
	}
	wg.Wait()
	g.ReportMetric(float64(g.N*size)/g.Elapsed().Seconds(), "rows/s")
	g.ReportMetric(float64((processorTime()-before).Microseconds())/float64(g.N*size), "cpu-µs/row")
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (g *gauge) one(method, path, body string) error {
	r, err := http.NewRequestWithContext(g.Context(), method, g.conn.ServiceRootURL+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header = g.with
	if path == "$batch" {
		r.Header = g.with.Clone()
		r.Header.Set("Content-Type", "multipart/mixed; boundary=b")
	}
	res, err := g.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if refused := strings.Contains(body, `"nothing"`); err != nil || (res.StatusCode >= 300) != refused {
		return fmt.Errorf("%s %s: %s %s %v", method, path, res.Status, answer[:min(len(answer), 500)], err)
	}
	return nil
}

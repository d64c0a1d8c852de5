package batchparts

import (
	"fmt"
	"strings"
	"testing"
)

const (
	request = `--b
Content-Type: application/http
Content-Transfer-Encoding: binary

PATCH /api/data/v9.2/tasks(1) HTTP/1.1
Content-Type: application/json

{"subject":"PATCH x HTTP/1.1"}
--b
Content-Type: multipart/mixed; boundary=c

--c
Content-Type: application/http
Content-ID: 1

POST /api/data/v9.2/contacts HTTP/1.1

{}
--c
Content-Type: application/http

POST /api/data/v9.2/accounts HTTP/1.1
Content-ID: 2

{}
--c--

--b--
`
	good = `--r
Content-Type: application/http

HTTP/1.1 204 No Content

--r
Content-Type: multipart/mixed; boundary=s

--s
Content-Type: application/http
Content-ID: 1

HTTP/1.1 201 Created

--s
Content-Type: application/http
Content-ID: 2

HTTP/1.1 204 No Content

--s--

--r--
`
	failed = `--r
Content-Type: application/http

HTTP/1.1 404 Not Found

--r
Content-Type: application/http
Content-ID: 2

HTTP/1.1 400 Bad Request

--r--
`
)

func TestRead(t *testing.T) {
	const names = "PATCH tasks(1)=%s POST contacts=%s POST accounts=%s"
	whole := func(a, b, c string) string { return fmt.Sprintf(names, a, b, c) }
	for _, tt := range []struct{ name, request, response, want string }{
		{"all succeed", request, good, whole("204", "201", "204")},
		{"a part and a change set fail", request, failed, whole("404", "undone", "400")},
		{"a change set fails, in the form of a change set", request, strings.Replace(strings.Replace(failed, "Content-Type: application/http\nContent-ID: 2", "Content-Type: multipart/mixed; boundary=s\n\n--s\nContent-Type: application/http\nContent-ID: 2", 1), "--r--", "--s--\n\n--r--", 1), whole("404", "undone", "400")},
		{"a commit fails", request, strings.Replace(failed, "Content-ID: 2\n", "", 1), whole("404", "400", "400")},
		{"the batch ends at its first error", request, failed[:strings.Index(failed, "--r\nContent-Type: application/http\nContent-ID")] + "--r--\n", whole("404", "0", "0")},
		{"no response", request, "", whole("0", "0", "0")},
		{"a request that was cut short", request[:strings.Index(request, "POST /api/data/v9.2/accounts")], good, "PATCH tasks(1)=204 POST contacts=201"},
		{"no batch", "{}", "{}", ""},
	} {
		var got []string
		for _, p := range Read(Body{"multipart/mixed;boundary=b", []byte(crlf(tt.request))}, Body{"multipart/mixed; boundary=r", []byte(crlf(tt.response))}) {
			status := fmt.Sprint(p.Status)
			if p.Undone {
				status = "undone"
			}
			got = append(got, strings.TrimSpace(p.Method+" "+strings.TrimPrefix(p.Target, "/api/data/v9.2/"))+"="+status)
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, text, tt.want)
		}
	}
	for _, kind := range []string{"", "application/json", "multipart/mixed", "multipart/mixed; boundary="} {
		if got := Read(Body{kind, []byte(crlf(request))}, Body{}); got != nil {
			t.Errorf("%q: %+v", kind, got)
		}
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// FuzzRead: no body makes it fail, or have more parts than the request has lines.
func FuzzRead(f *testing.F) {
	f.Add(crlf(request), crlf(good))
	f.Add(crlf(request), crlf(failed))
	f.Fuzz(func(t *testing.T, request, response string) {
		if n := len(Read(Body{"multipart/mixed; boundary=b", []byte(request)}, Body{"multipart/mixed; boundary=r", []byte(response)})); n > strings.Count(request, "\n")+1 {
			t.Errorf("%d parts", n)
		}
	})
}

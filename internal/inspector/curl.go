package inspector

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

func (i *Inspector) messageCurl(w http.ResponseWriter, r *http.Request) {
	_, m, err := i.numbered(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	writeText(w, curlMessage(originOf(r), m))
}

func (i *Inspector) requestCurl(w http.ResponseWriter, r *http.Request) {
	x, err := i.exchange(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	writeText(w, curlRequest(i.connection, x))
}

// originOf is where the page is served, by the name that the client used.
func originOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// curlMessage is the command that publishes a message again, as a new one.
func curlMessage(origin string, m Message) string {
	page := origin + Prefix
	return "curl -sS " + quote(page+"/messages") + " \\\n" +
		"  -H \"" + tokenHeader + ": $(curl -sS " + quote(page+"/token") + ")\" \\\n" +
		"  -H 'Content-Type: application/json' \\\n" +
		"  --data-raw " + quote(m.Message) + "\n"
}

// unsent are headers that curl makes itself, or that hold for one connection.
var unsent = []string{"Accept-Encoding", "Authorization", "Connection", "Content-Length", "Host", "User-Agent", "Traceparent", "X-Amzn-Trace-Id"}

// curlRequest is the command that sends a request to the emulator again, with a
// token fetched for it where it had one. Braces and brackets of its URL mean nothing
// to curl with -g.
func curlRequest(c dynamicstest.Connection, x Exchange) string {
	var b strings.Builder
	signed := x.Service == string(dynamicstest.Dataverse) && len(x.RequestHeader["Authorization"]) > 0
	if signed {
		b.WriteString("token=$(curl -sS " + quote(c.AuthorityHost+"/"+c.TenantID+"/oauth2/v2.0/token") + " \\\n" +
			"  -d grant_type=client_credentials -d client_id=" + quote(c.ClientID) + " \\\n" +
			"  --data-urlencode \"client_secret=$CLIENT_SECRET\" -d scope=" + quote(c.AuthorityHost+"/.default") + " |\n" +
			`  sed 's/.*"access_token":"\([^"]*\)".*/\1/')` + "\n")
	}
	b.WriteString("curl -sS -g -i -X " + quote(x.Method) + " " + quote(c.AuthorityHost+x.Target))
	if signed {
		b.WriteString(" \\\n  -H \"Authorization: Bearer $token\"")
	}
	for _, name := range slices.Sorted(maps.Keys(x.RequestHeader)) {
		if slices.Contains(unsent, name) {
			continue
		}
		for _, value := range x.RequestHeader[name] {
			b.WriteString(" \\\n  -H " + quote(name+": "+value))
		}
	}
	if x.RequestBody != "" {
		b.WriteString(" \\\n  --data-raw " + quote(x.RequestBody))
	}
	return b.String() + "\n"
}

// quote makes one word of a POSIX shell of a text.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

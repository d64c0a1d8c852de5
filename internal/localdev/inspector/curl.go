package inspector

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator"
)

func (i web) messageCurl(w http.ResponseWriter, r *http.Request) {
	_, m, err := i.numbered(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	writeText(w, curlMessage(originOf(r), m))
}

func (i web) requestCurl(w http.ResponseWriter, r *http.Request) {
	x, err := i.exchange(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	writeText(w, curlRequest(i.connection, x))
}

// originOf returns the origin of the page, with the host name of the request.
func originOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// curlMessage returns the command that publishes a message again as a new one.
func curlMessage(origin string, m Message) string {
	page := origin + Prefix
	return "curl -sS " + quote(page+"/messages") + " \\\n" +
		"  -H \"" + tokenHeader + ": $(curl -sS " + quote(page+"/token") + ")\" \\\n" +
		"  -H 'Content-Type: application/json' \\\n" +
		"  --data-raw " + quote(m.Message) + "\n"
}

// unsent are headers that curl sets itself, or that belong to one connection.
var unsent = []string{"Accept-Encoding", "Authorization", "Connection", "Content-Length", "Host", "User-Agent", "Traceparent", "X-Amzn-Trace-Id"}

// curlRequest returns the command that sends a request to the emulator again. If the request had a
// token, the command fetches a new one with the client secret of the environment. The flag -g makes
// curl take braces and brackets of the URL literally.
func curlRequest(c emulator.Connection, x Exchange) string {
	var b strings.Builder
	signed := x.Service == string(emulator.Dataverse) && len(x.RequestHeader["Authorization"]) > 0
	if signed {
		b.WriteString("(\n" + `: "${CLIENT_SECRET:?set it to the clientSecret that dynctl emulate prints}"` + "\n") // it ends the subshell
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
	if signed {
		b.WriteString("\n)")
	}
	return b.String() + "\n"
}

// quote returns a text as one word of a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

package inspector

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// maxBody bounds what is kept of a body, in bytes.
const maxBody = 64 << 10

func (i *Inspector) newExchange(o dynamicstest.Observation) Exchange {
	x := Exchange{
		Time: i.now(), Service: string(o.Service), Method: o.Method, Target: redactTarget(o.Target), Status: o.Status, Faulted: o.Faulted,
		RequestHeader: redactHeader(o.Header), ResponseHeader: redactHeader(o.ResponseHeader), Unnamed: o.Unnamed,
	}
	x.EntitySet, x.Row = addressed(o.Target)
	x.RequestBody = x.body(o.Body)
	x.ResponseBody = x.body(o.ResponseBody)
	for _, c := range o.Changes {
		x.Changes = append(x.Changes, Change{c.EntitySet, c.Relationship, c.ID, redactJSON(c.Before), redactJSON(c.After)})
	}
	return x
}

// body is what is kept of a body, without credentials.
func (x *Exchange) body(b []byte) string {
	if len(b) > maxBody {
		x.CutShort = true
		b = b[:maxBody]
	}
	return strings.ToValidUTF8(string(redactBody(b)), "\uFFFD")
}

// line is the exchange on one line.
func (x Exchange) line() string {
	status := fmt.Sprint(x.Status)
	switch {
	case x.Status == 0:
		status = "no answer"
	case http.StatusText(x.Status) != "":
		status += " " + http.StatusText(x.Status)
	}
	return x.Method + " " + x.short() + ": " + status
}

// short is the target without what all targets begin with.
func (x Exchange) short() string {
	switch x.Service {
	case string(dynamicstest.Entra):
		return "token"
	case string(dynamicstest.SecretsManager):
		return "secret"
	}
	text := strings.TrimPrefix(x.Target, webAPI.FindString(x.Target))
	if readable, err := url.PathUnescape(text); err == nil {
		return readable
	}
	return text
}

// webAPI is where the paths of the Web API begin, and segment its first name with
// what stands in parentheses after it.
var (
	webAPI  = regexp.MustCompile(`^/api/data/v\d+\.\d+/`)
	segment = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]*)(?:\(([^/?]*)\))?(?:[/?]|$)`)
)

// addressed is what the path of a request names first: a table, and a row of it.
// Of an unbound action it is the action.
func addressed(target string) (entitySet, row string) {
	root := webAPI.FindString(target)
	m := segment.FindStringSubmatch(strings.TrimPrefix(target, root))
	if root == "" || m == nil {
		return "", ""
	}
	row = m[2]
	if readable, err := url.PathUnescape(row); err == nil {
		row = readable
	}
	return m[1], row
}

// redactHeader is a copy without credentials.
func redactHeader(h http.Header) map[string][]string {
	clean := maps.Clone(h)
	for name := range clean {
		if secretHeader[strings.ToLower(name)] {
			clean[name] = []string{redacted}
			continue
		}
		for _, value := range clean[name] {
			if len(value) > len("bearer ") && bearer.MatchString(value) {
				clean[name] = []string{redacted}
			}
		}
	}
	return clean
}

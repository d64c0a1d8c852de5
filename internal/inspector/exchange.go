package inspector

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// What is kept of a body, and of the rows that one request changed, in bytes.
const (
	maxBody    = 64 << 10
	maxChanged = 256 << 10
)

func (i *Inspector) newExchange(o dynamicstest.Observation) Exchange {
	x := Exchange{
		Time: i.now(), Service: string(o.Service), Method: o.Method, Target: redactTarget(o.Target), Status: o.Status, Faulted: o.Faulted,
		RequestHeader: redactHeader(o.Header), ResponseHeader: redactHeader(o.ResponseHeader), Unnamed: o.Unnamed,
	}
	x.EntitySet, x.Row = addressed(o.Target)
	x.RequestBody = x.body(o.Body)
	x.ResponseBody = x.body(o.ResponseBody)
	size := 0
	for n, c := range o.Changes {
		if size += len(c.Before) + len(c.After); size > maxChanged {
			x.Unnamed += len(o.Changes) - n
			break
		}
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

// size is what its bodies and rows take, in bytes.
func (x Exchange) size() int {
	n := len(x.RequestBody) + len(x.ResponseBody)
	for _, c := range x.Changes {
		n += len(c.Before) + len(c.After)
	}
	return n
}

// bare is the exchange without bodies and rows.
func (x Exchange) bare() Exchange {
	x.CutShort = x.CutShort || x.RequestBody != "" || x.ResponseBody != ""
	x.Unnamed += len(x.Changes)
	x.RequestBody, x.ResponseBody, x.Changes = "", "", nil
	return x
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
	for name, values := range clean {
		switch {
		case secretHeader[strings.ToLower(name)]:
			clean[name] = []string{redacted}
		case name == "Www-Authenticate": // asks for a token, in words that begin as one does
		default:
			values = slices.Clone(values)
			for n := range values {
				values[n] = string(redactBody([]byte(values[n])))
			}
			clean[name] = values
		}
	}
	return clean
}

package inspector

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector/batchparts"
	"sns-dynamics/internal/localdev/inspector/redaction"
)

// The kept parts of a body, and of the rows that one request changed, in bytes.
const (
	maxBody    = 64 << 10
	maxChanged = 256 << 10
)

// maxTargets limits the targets of the operations of a $batch, in bytes. A further operation has
// no target.
const maxTargets = 256 << 10

func (i *Inspector) newExchange(o emulator.Observation) Exchange {
	x := Exchange{
		Time: i.now(), Service: string(o.Service), Method: o.Method, Target: string(redaction.Body([]byte(o.Target))), Status: o.Status, Faulted: o.Faulted,
		RequestHeader: redaction.Header(o.Header), ResponseHeader: redaction.Header(o.ResponseHeader), Unnamed: o.Unnamed,
	}
	x.EntitySet, x.Row = addressed(o.Target)
	x.RequestBody = x.body(o.Body)
	x.ResponseBody = x.body(o.ResponseBody)
	x.Parts = partsOf(o)
	size := 0
	for n, c := range o.Changes {
		if size += len(c.Before) + len(c.After); size > maxChanged {
			x.Unnamed += len(o.Changes) - n
			break
		}
		x.Changes = append(x.Changes, Change{c.EntitySet, c.Relationship, c.ID, redaction.JSON(c.Before), redaction.JSON(c.After)})
	}
	return x
}

// partsOf returns the operations of a $batch, without credentials. It reads the whole bodies,
// because the kept part of a body may end before the last operation.
func partsOf(o emulator.Observation) []batchparts.Part {
	parts := batchparts.Read(
		batchparts.Body{Type: o.Header.Get("Content-Type"), Text: o.Body},
		batchparts.Body{Type: o.ResponseHeader.Get("Content-Type"), Text: o.ResponseBody})
	size := 0
	for n := range parts {
		p := &parts[n]
		if size += len(p.Method) + len(p.Target); size > maxTargets {
			p.Method, p.Target = "", ""
			continue
		}
		p.Method, p.Target = redacted([]byte(p.Method)), redacted([]byte(p.Target))
	}
	return parts
}

// redacted returns a text without credentials, as UTF-8.
func redacted(text []byte) string {
	return strings.ToValidUTF8(string(redaction.Body(text)), "\uFFFD")
}

// body returns the kept part of a body, without credentials.
func (x *Exchange) body(b []byte) string {
	if len(b) > maxBody {
		x.CutShort = true
		b = b[:maxBody]
	}
	return redacted(b)
}

// size is the size of the bodies, rows and targets, in bytes.
func (x Exchange) size() int {
	n := len(x.RequestBody) + len(x.ResponseBody)
	for _, c := range x.Changes {
		n += len(c.Before) + len(c.After)
	}
	for _, p := range x.Parts {
		n += len(p.Method) + len(p.Target)
	}
	return n
}

// bare is the exchange without bodies and rows.
func (x Exchange) bare() Exchange {
	x.CutShort = x.CutShort || x.RequestBody != "" || x.ResponseBody != ""
	x.Unnamed += len(x.Changes)
	x.RequestBody, x.ResponseBody, x.Changes, x.Parts = "", "", nil, nil
	return x
}

// line is the exchange on one line.
func (x Exchange) line() string {
	status := fmt.Sprint(x.Status)
	switch {
	case x.Status == 0:
		status = "no response"
	case http.StatusText(x.Status) != "":
		status += " " + http.StatusText(x.Status)
	}
	return x.Method + " " + x.short() + ": " + status
}

// trouble is the status of a response after which the function tries again; empty for another
// response.
func (x Exchange) trouble() string {
	switch {
	case x.Status == 0:
		return "no response"
	case x.Status == http.StatusTooManyRequests || x.Status >= http.StatusInternalServerError:
		return strings.TrimSpace(fmt.Sprint(x.Status, " ", http.StatusText(x.Status)))
	}
	return ""
}

// misses returns the operations of a $batch that failed.
func (x Exchange) misses() []batchparts.Part {
	var all []batchparts.Part
	for _, p := range x.Parts {
		if p.Status >= http.StatusBadRequest {
			all = append(all, p)
		}
	}
	return all
}

// failed returns the number of operations of a $batch that failed.
func (x Exchange) failed() int { return len(x.misses()) }

// short is the target without the common prefix of all targets.
func (x Exchange) short() string {
	switch x.Service {
	case string(emulator.Entra):
		return "token"
	case string(emulator.SecretsManager):
		return "secret"
	}
	return shortTarget(x.Target)
}

// shortTarget is a target of the Web API without the common prefix of all targets.
func shortTarget(target string) string {
	text := target
	if at := webAPI.FindStringIndex(text); at != nil {
		text = text[at[1]:]
	}
	if readable, err := url.PathUnescape(text); err == nil {
		return readable
	}
	return text
}

// webAPI matches the prefix of the paths and addresses of the Web API. segment matches the first
// name after the prefix, with the parentheses behind the name.
var (
	webAPI  = regexp.MustCompile(`^(?:https?://[^/]+)?/api/data/v\d+\.\d+/`)
	segment = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]*)(?:\(([^/?]*)\))?(?:[/?]|$)`)
)

// addressed returns the first name in the path of a request: an entity set, with the row in
// parentheses, or an unbound action.
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

// clean removes credentials from a text that did not come from the emulator.
func (i *Inspector) clean(s string) string {
	return string(redaction.Body(i.emulator.Redact([]byte(s))))
}

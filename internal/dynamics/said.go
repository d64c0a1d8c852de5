package dynamics

import (
	"cmp"
	"errors"
	"net/http"
	"regexp"
	"strings"
)

// leave returns an error as it leaves the client. It is the one way out for what a
// peer said, Dataverse, Entra ID, or a gateway before one of them: code, message and
// request id pass through [said] or a grammar here, and nothing else of a response
// is in an [Error], whose cause is in the fixed words of package cause.
//
// Class and advice are those of what the peer said, before anything was taken out. It
// is a copy: those who waited for the same token share one error.
func (op Operation) leave(err error) error {
	raw, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	e := *raw
	e.class = ClassOf(raw)
	s := &said{op: op}
	if raw.withheld != nil {
		s.secret = *raw.withheld
	}
	e.withheld = nil
	e.Message = s.clean(e.Message)
	if !isCode(e.Code) {
		e.Code = s.clean(e.Code)
	}
	e.RequestID = guids(e.RequestID)
	return &e
}

// withhold names the token or secret that a peer was sent, for [Operation.leave] to
// take out of what it says.
func (e *Error) withhold(secret string) { e.withheld = &secret }

// code is what Dataverse's and Entra ID's own codes look like; they hold no text.
var code = regexp.MustCompile(`^(0[xX][0-9A-Fa-f]{8}|-[0-9]{10}|AADSTS[0-9]{1,9})$`)

func isCode(s string) bool { return code.MatchString(s) }

// requestID is the id by which Microsoft's support finds a request.
func requestID(h http.Header) string {
	return cmp.Or(guids(h.Get("X-Ms-Service-Request-Id")), guids(h.Get("Req_id")))
}

// guids returns a GUID, or up to four with commas between them, as a header has that
// two servers wrote; empty for everything else, as nothing else is an id.
func guids(s string) string {
	if IsGUID(s) {
		return s
	}
	all := strings.Split(s, ",")
	for _, id := range all {
		if !IsGUID(strings.TrimSpace(id)) || len(all) > 4 {
			return ""
		}
	}
	return strings.TrimSpace(s)
}

// said takes out of what a peer said about an operation the secret that it was sent
// and the row data.
type said struct {
	op     Operation
	secret string
}

// clean is a text without what is not to be seen, on one line, and cut to length:
//   - the secret, and each part of it of ten characters or more; of a shorter secret,
//     each half;
//   - URLs of the Web API;
//   - the values that the operation sent, and their words, see [isTelling] and [isTold];
//   - runs of base64 or of hex that hold one of these.
//
// Each is found in any case of letters, and however its characters are escaped.
func (s *said) clean(text string) string {
	switch text = oneLine(text); {
	case text == "":
		return ""
	case len(text) > longestMessage:
		return tooLong(text)
	}
	text = urls.ReplaceAllString(text, "[url]")
	return shorten(s.withoutEncoded(s.plain(text)))
}

// plain is clean for what is encoded in no way as a whole.
func (s *said) plain(text string) string {
	text = withoutParts(replaceSecret(text, s.secret), s.secret)
	return s.withoutWords(s.op.redact(text))
}

var urls = regexp.MustCompile(`https?://[^\s"]*/api/data/[^\s"]*`)

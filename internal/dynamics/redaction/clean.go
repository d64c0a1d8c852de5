package redaction

import (
	"regexp"
	"sync"

	"sns-dynamics/internal/operation"
)

// Clean returns the message of a service in a form that may be logged. It takes out the
// values that an operation sent, and the token or client secret that the service was
// sent. See [cleaner.clean] for what it takes out.
func Clean(op operation.Operation, secret, text string) string {
	s := &cleaner{op: op, secret: secret}
	return s.clean(text)
}

// cleaner takes a secret and the row data of an operation out of texts.
type cleaner struct {
	op     operation.Operation
	secret string
}

// clean returns a text on one line, with a limited length, and without:
//   - the secret, and each part of it of ten characters or more; for a shorter secret,
//     each half;
//   - URLs of the Web API;
//   - the values that the operation sent, and their words, see [isTelling] and [isRedacted];
//   - runs of base64 or of hex that hold one of these texts.
//
// It finds these texts in any case of letters, and however their characters are escaped.
func (s *cleaner) clean(text string) string {
	switch text = OneLine(text); {
	case text == "":
		return ""
	case len(text) > longestMessage:
		return tooLong(text)
	}
	text = urls().ReplaceAllString(text, "[url]")
	return shorten(s.withoutEncoded(s.plain(text)))
}

// plain is clean for a text that is not encoded as a whole.
func (s *cleaner) plain(text string) string {
	text = withoutParts(replaceSecret(text, s.secret), s.secret)
	return s.withoutWords(redact(s.op, text))
}

var urls = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`https?://[^\s"]*/api/data/[^\s"]*`) })

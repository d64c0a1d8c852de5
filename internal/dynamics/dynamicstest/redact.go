package dynamicstest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
)

// issuedToken is the form of every token the emulator issues.
var issuedToken = regexp.MustCompile(`dynamicstest\.[0-9a-f-]{72}`)

// Redact takes the emulator's tokens and client secrets out of a text, wherever
// they stand in it, and leaves "[redacted]" in their place.
func (e *Emulator) Redact(text []byte) []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.redact(text)
}

func (e *Emulator) redact(text []byte) []byte {
	if len(text) == 0 {
		return text
	}
	for _, form := range e.secrets.of(e.entra.secret) {
		if bytes.Contains(text, form) {
			text = bytes.ReplaceAll(text, form, []byte(redacted))
		}
	}
	if !bytes.Contains(text, []byte("dynamicstest.")) {
		return text
	}
	return issuedToken.ReplaceAll(text, []byte(redacted))
}

// secretForms are the client secrets in every form in which a client may write
// them, kept until the secret changes.
type secretForms struct {
	secret string
	forms  [][]byte
}

func (s *secretForms) of(secret string) [][]byte {
	if s.forms != nil && s.secret == secret {
		return s.forms
	}
	*s = secretForms{secret: secret, forms: [][]byte{}}
	for _, one := range []string{secret, AdminClientSecret} {
		quoted := string(encode(one))
		escaped, err := json.Marshal(one) // markup too, as many clients do
		if one == "" || err != nil {
			continue
		}
		// In JSON, in a form or URL, and as it is.
		for _, form := range []string{quoted[1 : len(quoted)-1], string(escaped[1 : len(escaped)-1]), url.QueryEscape(one), one} {
			s.forms = append(s.forms, []byte(form))
		}
	}
	return s.forms
}

func (e *Emulator) redactHeader(h http.Header) http.Header {
	clean := http.Header{}
	for name, values := range h {
		values = slices.Clone(values)
		for i := range values {
			values[i] = string(e.redact([]byte(values[i])))
		}
		clean[name] = values
	}
	return clean
}

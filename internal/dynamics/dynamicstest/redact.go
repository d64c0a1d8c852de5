package dynamicstest

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
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
	e.secrets.learn(e.entra.secret)
	for _, s := range e.secrets.known {
		if bytes.Contains(text, s.core) {
			text = s.spelled.ReplaceAll(text, []byte(redacted))
		}
	}
	if !bytes.Contains(text, []byte("dynamicstest.")) {
		return text
	}
	return issuedToken.ReplaceAll(text, []byte(redacted))
}

// mostSecrets bounds how many client secrets are remembered.
const mostSecrets = 8

// secrets are the client secrets that were good for something, the newest last:
// one that was rotated is a secret still, and clients go on with it for a while.
type secrets struct{ known []secret }

type secret struct {
	text    string
	core    []byte         // the longest part of it that nobody escapes
	spelled *regexp.Regexp // the secret, with any character escaped
}

func (s *secrets) learn(text string) {
	if len(s.known) == 0 && text != AdminClientSecret {
		s.learn(AdminClientSecret)
	}
	if text == "" || slices.ContainsFunc(s.known, func(k secret) bool { return k.text == text }) {
		return
	}
	k := secret{text: text}
	for _, part := range plainPart.FindAllString(text, -1) {
		if len(part) > len(k.core) {
			k.core = []byte(part)
		}
	}
	var pattern strings.Builder
	for _, r := range text {
		pattern.WriteString(spellings(r))
	}
	k.spelled = regexp.MustCompile(pattern.String())
	if s.known = append(s.known, k); len(s.known) > mostSecrets {
		s.known = slices.Delete(s.known, 1, 2)
	}
}

var plainPart = regexp.MustCompile(`[A-Za-z0-9]+`)

// spellings matches a character in every form in which a client may write it: as it
// is, or escaped for JSON, a URL or HTML, and that again.
func spellings(r rune) string {
	one := regexp.QuoteMeta(string(r))
	if plainPart.MatchString(string(r)) {
		return one
	}
	octets := ""
	for _, b := range []byte(string(r)) {
		octets += fmt.Sprintf(`%%(?:25)*(?i:%02x)`, b)
	}
	named := strings.Trim(html.EscapeString(string(r)), "&;")
	forms := []string{`\\*` + one, `\\+u(?i:` + fmt.Sprintf("%04x", r) + `)`, `&(?:amp;)*(?:#0*` + fmt.Sprint(int(r)) + `|#(?i:x0*` + fmt.Sprintf("%x", r) + `)|` + regexp.QuoteMeta(named) + `);`, octets}
	if r == ' ' {
		forms = append(forms, `\+`, `%(?:25)*2[Bb]`)
	}
	return "(?:" + strings.Join(forms, "|") + ")"
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

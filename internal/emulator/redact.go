package emulator

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/response"
)

// webToken is the form of a signed JSON Web Token: a client assertion.
var webToken = regexp.MustCompile(`eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+`)

// issuedToken is the form of every token the emulator issues.
var issuedToken = regexp.MustCompile(`emutoken\.[0-9a-f-]{72}`)

// Redact replaces the emulator's tokens, client secrets and client assertions in a text by
// "[redacted]".
func (e *Emulator) Redact(text []byte) []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.redact(text)
}

func (e *Emulator) redact(text []byte) []byte {
	if len(text) == 0 {
		return text
	}
	e.secrets.learn(e.entra.Secret())
	for _, s := range e.secrets.known {
		if bytes.Contains(text, s.core) {
			text = s.spelled.ReplaceAll(text, []byte(response.Redacted))
		}
	}
	if bytes.Contains(text, []byte("eyJ")) {
		text = webToken.ReplaceAll(text, []byte(response.Redacted))
	}
	if !bytes.Contains(text, []byte("emutoken.")) {
		return text
	}
	return issuedToken.ReplaceAll(text, []byte(response.Redacted))
}

// maxSecrets is the limit of the client secrets that are remembered.
const maxSecrets = 8

// secrets are all client secrets that were ever accepted, the newest last. A rotated secret
// is still a secret, and clients may still send it.
type secrets struct{ known []secret }

type secret struct {
	text    string
	core    []byte         // the longest part of the secret that no client escapes
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
	if s.known = append(s.known, k); len(s.known) > maxSecrets {
		s.known = slices.Delete(s.known, 1, 2)
	}
}

var plainPart = regexp.MustCompile(`[A-Za-z0-9]+`)

// spellings matches a character in every form that a client may write: the character
// itself, or an escape for JSON, a URL or HTML, also repeated.
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

// Package canary finds planted secrets in the output of a program. A test plants unique
// texts, such as a client secret or the values of a row. The test then fails if any output
// contains one of the texts. Only tests import this package.
package canary

import (
	"fmt"
	"regexp"
	"strings"
)

// Watch looks for planted texts. It is safe for concurrent use.
type Watch struct{ planted []planted }

// planted is a text that a watch looks for. The search in one case of letters comes first,
// because it is fast and seldom finds the text.
type planted struct {
	folded string
	any    *regexp.Regexp
}

// fold converts a text to one case of letters.
func fold(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// New returns a watch for texts, in any case of letters. For a long value, give only a core
// of letters and digits. Most forms of escaping leave the core unchanged. An incomplete
// redaction of the value leaves it unchanged too.
func New(texts ...string) *Watch {
	w := &Watch{}
	for _, text := range texts {
		w.planted = append(w.planted, planted{fold(text), regexp.MustCompile("(?i)" + regexp.QuoteMeta(text))})
	}
	return w
}

// Sighting is a planted text that the watch found.
type Sighting struct {
	// Text is the planted text, in the case of letters of the output.
	Text string
	// Form is the encoding of the text, such as "as it is", "base64", or "in a URL, base64"
	// for base64 inside a URL.
	Form string
	// Around is the decoded text before and after the planted text.
	Around string
}

// String returns the sighting on one line.
func (s Sighting) String() string {
	return fmt.Sprintf("%s (%s) in …%s…", s.Text, s.Form, s.Around)
}

// depth is the number of nested encodings that Find decodes.
const depth = 3

// Find returns the first sighting of each planted text in each form. The forms are: as it
// is, in another case of letters, escaped for JSON, a URL, HTML or XML, quoted by Go, in
// base64 of either alphabet from any byte on, and in hex. A form may be nested in others.
func (w *Watch) Find(text string) []Sighting {
	var found []Sighting
	seen := map[string]bool{} // the texts that were searched, so that Find searches each text once
	var look func(text, form string, left int)
	look = func(text, form string, left int) {
		if seen[text] {
			return
		}
		seen[text] = true
		found = append(found, w.plain(text, form)...)
		if left == 0 {
			return
		}
		for _, d := range decoders {
			for _, inner := range d.decode(text) {
				if inner != text {
					look(inner, strings.TrimPrefix(form+", "+d.form, asItIs+", "), left-1)
				}
			}
		}
	}
	look(text, asItIs, depth)
	return found
}

const asItIs = "as it is"

// plain finds the planted texts that are not encoded.
func (w *Watch) plain(text, form string) []Sighting {
	const margin = 60
	var found []Sighting
	folded := fold(text)
	for _, p := range w.planted {
		if !strings.Contains(folded, p.folded) {
			continue
		}
		if at := p.any.FindStringIndex(text); at != nil {
			found = append(found, Sighting{
				Text: text[at[0]:at[1]], Form: form, Around: text[max(0, at[0]-margin):min(len(text), at[1]+margin)],
			})
		}
	}
	return found
}

// Package canary finds planted texts in what a program says. A test plants some
// that nothing else can hold, in a client secret or in the values of a row, and
// holds all output to them. It is imported by tests only.
package canary

import (
	"fmt"
	"regexp"
	"strings"
)

// Watch looks for planted texts. It is safe for concurrent use.
type Watch struct{ planted []planted }

// planted is a text that is looked for: at first in one case of letters, as that is
// quick and nearly always says no.
type planted struct {
	folded string
	any    *regexp.Regexp
}

// fold brings a text to one case of letters.
func fold(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// New returns a watch for texts, in any case of letters. Of a longer value a core of
// letters and digits will do, and does better: it is there in most of the ways in
// which the value can be escaped, and in what is left of one taken out in part.
func New(texts ...string) *Watch {
	w := &Watch{}
	for _, text := range texts {
		w.planted = append(w.planted, planted{fold(text), regexp.MustCompile("(?i)" + regexp.QuoteMeta(text))})
	}
	return w
}

// Sighting is a planted text that was seen.
type Sighting struct {
	// Text is what was planted, as it was seen.
	Text string
	// Form is how it was written, such as "as it is", "base64", or "in a URL, base64"
	// where the one was inside the other.
	Form string
	// Around is what stood there, decoded so far.
	Around string
}

// String is the sighting in a line.
func (s Sighting) String() string {
	return fmt.Sprintf("%s (%s) in …%s…", s.Text, s.Form, s.Around)
}

// depth is how many escapes inside of each other are looked through.
const depth = 3

// Find returns the first sighting of each planted text in each form: as it is, in
// another case of letters, escaped for JSON, a URL, HTML or XML, quoted by Go,
// in base64 of either alphabet from any byte on, or in hex; and each of these
// inside of others.
func (w *Watch) Find(text string) []Sighting {
	var found []Sighting
	seen := map[string]bool{} // the texts looked at, so that none is twice
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

// plain finds what is not written in any other way.
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

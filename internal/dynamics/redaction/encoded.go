package redaction

import (
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Runs of base64, of either alphabet, and of hex.
var (
	base64Run = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`) })
	hexRun    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9A-Fa-f]{8,}`) })
)

// withoutEncoded takes out of a text the runs of base64 and hex whose decoded text has
// something to redact.
func (s *cleaner) withoutEncoded(text string) string {
	for _, way := range []struct {
		runs   *regexp.Regexp
		decode func(run string) [][]byte
	}{{base64Run(), fromBase64}, {hexRun(), fromHex}} {
		var inner []string
		var owners []span
		for _, at := range way.runs.FindAllStringIndex(text, -1) {
			for _, decoded := range way.decode(text[at[0]:at[1]]) {
				for _, piece := range readable(decoded) {
					inner, owners = append(inner, piece), append(owners, span{at[0], at[1]})
				}
			}
		}
		if len(inner) == 0 {
			continue
		}
		// One call handles all pieces, because an operation may send very many values.
		var told []span
		for i, piece := range strings.Split(s.plain(strings.Join(inner, "\n")), "\n") {
			if i < len(inner) && piece != inner[i] {
				told = append(told, owners[i])
			}
		}
		text = cut(text, told, "[value]")
	}
	return text
}

// fromBase64 decodes a run from each of its first four letters on, because a value may
// begin anywhere in it.
func fromBase64(run string) [][]byte {
	run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
	var all [][]byte
	for skip := range 4 {
		whole := run[skip:]
		if len(whole)%4 == 1 {
			whole = whole[:len(whole)-1] // a single letter at the end is no byte
		}
		if b, err := base64.RawStdEncoding.DecodeString(whole); err == nil {
			all = append(all, b)
		}
	}
	return all
}

// fromHex decodes a run from its first and from its second digit on.
func fromHex(run string) [][]byte {
	var all [][]byte
	for skip := range 2 {
		whole := run[skip:]
		if b, err := hex.DecodeString(whole[:len(whole)/2*2]); err == nil {
			all = append(all, b)
		}
	}
	return all
}

// readable returns the pieces of bytes that are text, of four bytes or more: UTF-8, or
// UTF-16 with zeros between the characters. Random bytes have hardly any such piece.
func readable(b []byte) []string {
	var pieces []string
	var piece strings.Builder
	end := func() {
		if piece.Len() >= 4 {
			pieces = append(pieces, piece.String())
		}
		piece.Reset()
	}
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		switch {
		case r == 0:
		case r == utf8.RuneError || !unicode.IsPrint(r):
			end()
		default:
			piece.WriteRune(r)
		}
	}
	end()
	return pieces
}

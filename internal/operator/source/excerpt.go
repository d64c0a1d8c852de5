package source

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shownBefore and shownBehind are the most characters of a line that an excerpt has before and
// behind the place that it shows.
const (
	shownBefore = 50
	shownBehind = 25
)

// Excerpt is a place in a line of a file.
type Excerpt struct {
	// Column is the character of the place in its line, from 1.
	Column int
	// Line is the part of the line around the place. A character that a reader does not
	// see, or sees as a space, stands as U+FFFD.
	Line string
	// Caret is the number of characters of Line before the place.
	Caret int
}

// excerptOf returns the excerpt of an offset in a text of several lines.
func excerptOf(text []byte, at int) Excerpt {
	begin := bytes.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := bytes.Cut(text[begin:], []byte("\n"))
	before, behind := line, []byte(nil)
	if at-begin < len(line) {
		before, behind = line[:at-begin], line[at-begin:]
	}
	e := Excerpt{Column: utf8.RuneCount(before) + 1}
	left, right := []rune(visible(before)), []rune(visible(behind))
	if len(left) > shownBefore {
		left = append([]rune("…"), left[len(left)-shownBefore:]...)
	}
	if len(right) > shownBehind {
		right = append(right[:shownBehind:shownBehind], '…')
	}
	e.Line, e.Caret = string(left)+string(right), len(left)
	return e
}

func visible(text []byte) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !unicode.IsGraphic(r), isInvisible(r):
			return utf8.RuneError
		}
		return r
	}, strings.TrimRight(string(text), "\r"))
}

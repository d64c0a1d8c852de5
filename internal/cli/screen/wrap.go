package screen

import (
	"regexp"
	"strings"

	"github.com/rivo/uniseg"
)

// Hang returns a text behind a label in lines of at most width columns. The lines after the first
// begin at column at. It breaks a line at a blank only: a word, such as an ARN, and a command behind a
// colon stay whole. If one does not fit, its line begins further left. A terminal folds what is
// longer than its width. A line break in the text stays. A width of 0 breaks nothing.
func Hang(label, text string, at, width int) string {
	return hang(label, text, at, width, regexp.MustCompile(`[:;] (`+command+`)`))
}

// HangAction is [Hang] for a text that may also begin with a command, or with "see" and a command.
func HangAction(label, text string, at, width int) string {
	return hang(label, text, at, width, regexp.MustCompile(`(?:^ ?|^see |[:;] )(`+command+`)`))
}

// command is the beginning of a command of a shell. The verb "make" is no command.
const command = `(?:dynctl|aws|az) |make [a-z-]+(?:$|;| [A-Z_]+=)`

// A text behind a margin has at least narrowest columns. Otherwise its margin is smallMargin.
const (
	narrowest   = 20
	smallMargin = 4
)

func hang(label, text string, at, width int, commands *regexp.Regexp) string {
	if width <= 0 {
		return label + text
	}
	if width-at < narrowest {
		at = min(at, smallMargin)
	}
	lines := []string{label}
	isBegun := Columns(label) > at // the last line has more than a margin
	for i, paragraph := range strings.Split(text, "\n") {
		if i > 0 {
			lines, isBegun = append(lines, strings.Repeat(" ", at)), false
		}
		for _, part := range parts(paragraph, commands) {
			last := &lines[len(lines)-1]
			word := strings.TrimLeft(part, " ")
			margin := at
			if columns := Columns(word); at+columns > width && columns <= width {
				margin = min(smallMargin, width-columns) // the terminal need not fold it
			}
			if Columns(*last)+Columns(part) > width && (isBegun || margin < at) {
				if strings.TrimSpace(*last) == "" {
					lines = lines[:len(lines)-1]
				} else {
					*last = strings.TrimRight(*last, " ")
				}
				lines = append(lines, strings.Repeat(" ", margin))
				last, part = &lines[len(lines)-1], word
			}
			*last += part
			isBegun = true
		}
	}
	return strings.Join(lines, "\n")
}

// parts splits a line into the words and commands that stay whole, each with the blanks before it.
func parts(line string, commands *regexp.Regexp) []string {
	var all []string
	word := regexp.MustCompile(` *[^ ]+| +$`)
	for line != "" {
		m := commands.FindStringSubmatchIndex(line)
		if m == nil {
			return append(all, word.FindAllString(line, -1)...)
		}
		prose := strings.TrimRight(line[:m[2]], " ")
		end := m[2] + commandEnd(line[m[2]:])
		all = append(all, word.FindAllString(prose, -1)...)
		all = append(all, line[len(prose):end])
		line = line[end:]
	}
	return all
}

// commandEnd returns the length of a command up to a semicolon outside of quotes, or to the end.
func commandEnd(text string) int {
	var quote rune
	isEscaped := false
	for i, r := range text {
		switch {
		case isEscaped:
			isEscaped = false
		case r == '\\' && quote != '\'':
			isEscaped = true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case quote == 0 && strings.HasPrefix(text[i:], "; "):
			return i + 1
		}
	}
	return len(text)
}

// Cut shortens a line to width columns. A width of 0 cuts nothing.
func Cut(line string, width int) string {
	if width <= 1 || Columns(line) <= width {
		return line
	}
	kept := 0
	for g := uniseg.NewGraphemes(line); g.Next(); {
		width -= g.Width()
		if width < 1 { // the last column is for the ellipsis
			break
		}
		_, kept = g.Positions()
	}
	return line[:kept] + "…"
}

// Columns returns the number of columns of a text on a terminal. Colours take no columns, and a wide
// character takes two.
func Columns(text string) int {
	if strings.Contains(text, "\x1b") {
		text = regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(text, "")
	}
	return uniseg.StringWidth(text)
}

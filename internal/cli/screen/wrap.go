package screen

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks a text at its spaces into lines of at most width characters. A longer word, such
// as an ARN, stays whole. A width of 0 breaks nothing.
func Wrap(text string, width int) []string { return wrap(strings.Fields(text), width, "") }

// WrapCommand breaks a command of a shell like [Wrap], so that all lines together can be pasted:
// each line but the last ends with a backslash, and quoted words stay whole.
func WrapCommand(command string, width int) []string { return wrap(words(command), width, ` \`) }

func wrap(words []string, width int, end string) []string {
	if width <= 0 {
		return []string{strings.Join(words, " ")}
	}
	var lines []string
	line := ""
	for i, word := range words {
		room := width
		if i < len(words)-1 {
			room -= len(end)
		}
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > room:
			lines = append(lines, line+end)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// words splits a command at the spaces outside of quotes.
func words(command string) []string {
	var all []string
	var quote rune
	word := strings.Builder{}
	isEscaped := false
	for _, r := range command {
		switch {
		case isEscaped:
			isEscaped = false
		case r == '\\' && quote != '\'':
			isEscaped = true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case quote == 0 && r == ' ':
			if word.Len() > 0 {
				all = append(all, word.String())
			}
			word.Reset()
			continue
		}
		word.WriteRune(r)
	}
	if word.Len() > 0 {
		all = append(all, word.String())
	}
	return all
}

package pattern

import "strings"

// glob is the text of a wildcard operator, cut at its wildcards. A wildcard stands for any
// text, the empty text too.
type glob struct{ parts []string }

// compileGlob reads the text of wildcard: * is a wildcard, \* an asterisk, \\ a backslash.
func compileGlob(n node) (glob, error) {
	var g glob
	var part strings.Builder
	for i := 0; i < len(n.text); i++ {
		switch rest := n.text[i:]; {
		case strings.HasPrefix(rest, "**"):
			return glob{}, fault(n, "expected no wildcard beside a wildcard")
		case rest[0] == '*':
			g.parts = append(g.parts, part.String())
			part.Reset()
		case strings.HasPrefix(rest, `\*`), strings.HasPrefix(rest, `\\`):
			i++
			part.WriteByte(n.text[i])
		case rest[0] == '\\':
			return glob{}, fault(n, `expected * or \ after a backslash`)
		default:
			part.WriteByte(rest[0])
		}
	}
	g.parts = append(g.parts, part.String())
	return g, nil
}

// matches takes the leftmost place of each part between two wildcards, so it never goes back.
func (g glob) matches(value string) bool {
	first, last := g.parts[0], g.parts[len(g.parts)-1]
	if len(g.parts) == 1 {
		return value == first
	}
	value, hasFirst := strings.CutPrefix(value, first)
	value, hasLast := strings.CutSuffix(value, last)
	if !hasFirst || !hasLast {
		return false
	}
	for _, part := range g.parts[1 : len(g.parts)-1] {
		i := strings.Index(value, part)
		if i < 0 {
			return false
		}
		value = value[i+len(part):]
	}
	return true
}

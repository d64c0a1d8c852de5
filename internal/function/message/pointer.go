package message

import "strconv"

const (
	// longestName is longer than any real name.
	longestName = 128
	// deepest is deeper than any real message.
	deepest = 16
	// longestPointer is longer than any real pointer.
	longestPointer = 1 << 10
)

// Pointer returns the JSON pointer, RFC 6901, of the names of members and the indexes of
// items. A publisher chooses the names. So Pointer escapes unprintable text as in a Go
// string, for a line of a log, and cuts names and pointers that are longer or deeper than in
// any real message.
func Pointer(names ...string) string {
	var b []byte
	for i, name := range names {
		if i == deepest || len(b) > longestPointer {
			b = append(b, "/…"...)
			break
		}
		rest := ""
		if len(name) > longestName {
			name, rest = name[:longestName], "…"
		}
		b = append(b, '/')
		quoted := strconv.Quote(name)
		for _, c := range []byte(quoted[1 : len(quoted)-1]) {
			switch c {
			case '~':
				b = append(b, "~0"...)
			case '/':
				b = append(b, "~1"...)
			default:
				b = append(b, c)
			}
		}
		b = append(b, rest...)
	}
	return string(b)
}

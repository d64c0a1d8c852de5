package batch

import (
	"bytes"
	"net/http"
	"net/textproto"
	"strings"
)

// multipartBody is a body of the type multipart/mixed.
type multipartBody struct {
	parts    [][]byte
	closed   bool   // the body has a closing boundary
	epilogue []byte // the text after the closing boundary
	bare     bool   // a line with a boundary ends in LF without CR
}

// splitParts splits a multipart body at the lines with its boundary. The line break before
// such a line belongs to the line.
func splitParts(body []byte, boundary string) multipartBody {
	var m multipartBody
	delimiter := []byte("--" + boundary)
	start := -1 // the start of the current part
	for at := 0; at < len(body); {
		next := len(body)
		if i := bytes.IndexByte(body[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		rest, found := bytes.CutPrefix(body[at:next], delimiter)
		mark := string(bytes.TrimRight(rest, " \t\r\n"))
		if found && (mark == "" || mark == "--") {
			if start >= 0 {
				m.parts = append(m.parts, cutLineBreak(body[start:at]))
			}
			if mark == "--" {
				m.epilogue, m.closed = body[at+len(delimiter)+len("--"):], true
				return m
			}
			m.bare = m.bare || !bytes.HasSuffix(rest, []byte("\r\n"))
			start = next
		}
		at = next
	}
	return m
}

func cutLineBreak(b []byte) []byte {
	b, _ = bytes.CutSuffix(b, []byte("\n"))
	b, _ = bytes.CutSuffix(b, []byte("\r"))
	return b
}

// splitHeader reads header lines up to the empty line, and returns the text after it.
func splitHeader(block []byte) (h http.Header, rest []byte, err error) {
	h = http.Header{}
	for len(block) > 0 {
		var line string
		line, block = cutLine(block)
		if line == "" {
			break
		}
		name, value, found := strings.Cut(line, ":")
		name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		control := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
		if !found || name == "" || strings.ContainsFunc(line, control) {
			return nil, nil, refuse("The header '%s' is invalid. A header consists of a name and a value, with a colon between them.", line)
		}
		if _, twice := h[name]; twice {
			return nil, nil, refuse("Duplicate header with name '%s' found in the operation of a batch message.", name)
		}
		h[name] = []string{strings.TrimSpace(value)}
	}
	return h, block, nil
}

// cutLine returns the first line without its line break, and the rest.
func cutLine(b []byte) (line string, rest []byte) {
	first, rest, _ := bytes.Cut(b, []byte("\n"))
	return strings.TrimRight(string(first), "\r"), rest
}

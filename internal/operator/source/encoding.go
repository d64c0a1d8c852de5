package source

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// mark reads the first bytes of a file. It gives a problem for a byte order mark, which RFC 8259
// section 8.1 forbids in JSON, and for a file in another encoding. It reports whether the rest of
// the file is readable.
func (r *reader) mark() (readable bool, err error) {
	head, err := r.lines.r.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, _ = r.lines.r.Discard(len("\ufeff")) // Peek has read it
		r.outside(1, "expected JSON, got a byte order mark before it: save the file as UTF-8 without one")
		return true, nil
	}
	if isUTF16(head) {
		r.outside(1, "expected UTF-8, got UTF-16: save the file as UTF-8")
		return false, nil
	}
	for _, c := range compressions() {
		if bytes.HasPrefix(head, []byte(c.head)) {
			r.outside(1, "expected JSON, got compressed data ("+c.name+"): decompress the file")
			return false, nil
		}
	}
	return true, nil
}

// isUTF16 reports whether the head of a file is UTF-16. Without a byte order mark, each second
// byte of the first two characters is 0.
func isUTF16(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	isZero := func(i int) bool { return head[i] == 0 }
	return len(head) >= 4 && isZero(0) == isZero(2) && isZero(1) == isZero(3) && isZero(0) != isZero(1)
}

// compression is a format of compressed files, with the first bytes of such a file.
type compression struct{ name, head string }

func compressions() []compression {
	return []compression{
		{"gzip", "\x1f\x8b"}, {"zip", "PK\x03\x04"}, {"zstd", "\x28\xb5\x2f\xfd"}, {"bzip2", "BZh"}, {"xz", "\xfd7zX"},
	}
}

// invalidUTF8 returns the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(text []byte) int {
	for at := 0; at < len(text); {
		c, size := utf8.DecodeRune(text[at:])
		if c == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// notUTF8 is the problem of a byte that is no UTF-8.
const notUTF8 = "expected UTF-8 text, got a byte of another encoding: save the file as UTF-8"

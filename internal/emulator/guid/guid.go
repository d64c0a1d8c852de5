// Package guid makes and reads GUIDs.
package guid

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
)

// New makes a random GUID (version 4).
func New() string {
	var b [16]byte
	rand.Read(b[:]) // crypto/rand.Read never returns an error
	return format(b, 4)
}

// Named makes the same GUID from the same name every time, so that ids which the schema
// leaves out are the same in every run.
func Named(name string) string {
	sum := sha256.Sum256([]byte("dynamicstest:" + name))
	return format([16]byte(sum[:16]), 8)
}

const hexDigits = "0123456789abcdef"

func format(b [16]byte, version byte) string {
	b[6] = b[6]&0x0f | version<<4
	b[8] = b[8]&0x3f | 0x80
	text := make([]byte, 0, 36)
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			text = append(text, '-')
		}
		text = append(text, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(text)
}

// Parse returns the GUID in lower case. It refuses braces, like the Web API.
func Parse(s string) (guid string, ok bool) {
	if len(s) != 36 {
		return "", false
	}
	for i := range len(s) {
		c := s[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
		if dash != (c == '-') || !dash && !hex {
			return "", false
		}
	}
	return strings.ToLower(s), true
}

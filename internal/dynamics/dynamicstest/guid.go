package dynamicstest

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"
)

// newGUID makes a random GUID (version 4).
func newGUID() string {
	var b [16]byte
	rand.Read(b[:]) // crypto/rand.Read never returns an error
	return formatGUID(b, 4)
}

// namedGUID makes the same GUID from the same name every time, so that ids
// the schema leaves out stay put between runs.
func namedGUID(name string) string {
	sum := sha256.Sum256([]byte("dynamicstest:" + name))
	return formatGUID([16]byte(sum[:16]), 8)
}

func formatGUID(b [16]byte, version byte) string {
	b[6] = b[6]&0x0f | version<<4
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// parseGUID returns the GUID in lower case. Braces are refused, as the Web
// API refuses them.
func parseGUID(s string) (guid string, ok bool) {
	if len(s) != 36 {
		return "", false
	}
	for i, r := range s {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (r == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return "", false
		}
	}
	return strings.ToLower(s), true
}

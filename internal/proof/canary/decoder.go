package canary

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// decoder reverses one encoding of a text, at every place of the text.
type decoder struct {
	form   string
	decode func(string) []string
}

var decoders = []decoder{
	{"in a URL", func(s string) []string { return []string{fromURL(s)} }},
	{"in JSON", func(s string) []string { return []string{fromJSON(s)} }},
	{"in HTML", func(s string) []string { return []string{html.UnescapeString(s)} }},
	{"base64", fromBase64},
	{"hex", fromHex},
}

var (
	percent   = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	escaped   = regexp.MustCompile(`\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)`)
	sixtyfour = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
	sixteen   = regexp.MustCompile(`[0-9A-Fa-f]{8,}`)
)

func fromURL(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	return percent.ReplaceAllStringFunc(strings.ReplaceAll(s, "+", " "), func(code string) string {
		n, _ := strconv.ParseUint(code[1:], 16, 8)
		return string([]byte{byte(n)})
	})
}

// fromJSON reverses the escapes of JSON, and the further escapes of Go.
func fromJSON(s string) string {
	return escaped.ReplaceAllStringFunc(s, func(code string) string {
		switch code[1] {
		case 'u':
			if n, err := strconv.ParseUint(code[2:], 16, 16); err == nil {
				return string(rune(n))
			}
		case 'x':
			if n, err := strconv.ParseUint(code[2:], 16, 8); err == nil {
				return string([]byte{byte(n)})
			}
		case 'n', 'r', 't', 'b', 'f':
			return " "
		}
		return code[1:]
	})
}

// fromBase64 decodes every run of base64 letters from each of its first four letters on,
// because an encoded text may begin anywhere in a run.
func fromBase64(s string) []string {
	var all []string
	for _, run := range sixtyfour.FindAllString(s, -1) {
		run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
		for skip := range 4 {
			whole := run[skip:]
			// A single letter at the end is no byte.
			if len(whole)%4 == 1 {
				whole = whole[:len(whole)-1]
			}
			if b, err := base64.RawStdEncoding.DecodeString(whole); err == nil {
				all = append(all, string(b))
			}
		}
	}
	return all
}

// fromHex decodes every run of hex digits, from its first and from its second digit on.
func fromHex(s string) []string {
	var all []string
	for _, run := range sixteen.FindAllString(s, -1) {
		for skip := range 2 {
			whole := run[skip:]
			if b, err := hex.DecodeString(whole[:len(whole)/2*2]); err == nil {
				all = append(all, string(b))
			}
		}
	}
	return all
}

package redaction

import (
	"encoding/json"
	"encoding/json/jsontext"
	"strings"
	"unicode/utf8"

	"sns-dynamics/internal/operation"
)

// eachSent yields the texts and numbers of an operation and of the operations of a
// batch. It makes no list, because a message may have a value for every few bytes.
func eachSent(op operation.Operation, yield func(string)) {
	yield(op.Impersonate.Email)
	yield(op.Tag)
	for _, body := range []json.RawMessage{op.Data, op.Values, op.Parameters} {
		eachValueOf(string(body), yield)
	}
	for _, row := range []operation.Row{op.Row, op.Related.Row} {
		for _, k := range row.Key {
			yield(k.Value)
		}
	}
	for i := range op.Operations {
		eachSent(op.Operations[i], yield)
	}
}

// eachValue yields the values that an operation sends, each on one line. It leaves out
// ids: they name a row and say nothing about it.
func eachValue(op operation.Operation, yield func(string)) {
	eachSent(op, func(v string) {
		v = OneLine(v)
		if utf8.RuneCountInString(v) >= 2 && v != "true" && v != "false" && !operation.IsGUID(v) {
			yield(v)
		}
	})
}

// eachValueOf yields the strings and numbers of a JSON text, without the names of members.
// A lookup bound by alternate key holds its value in single quotes.
//
// eachValueOf searches only for strings and numbers. A decoder of tokens keeps a stack of
// the open objects and arrays. That stack would take a hundred bytes for each level, in
// each call.
func eachValueOf(text string, yield func(string)) {
	for {
		start := strings.IndexAny(text, `"-0123456789`)
		if start < 0 {
			return
		}
		if text = text[start:]; text[0] != '"' {
			end := len(text) - len(strings.TrimLeft(text, "+-.0123456789eE"))
			yield(text[:end])
			text = text[end:]
			continue
		}
		quoted := text[:endOfString(text)]
		if text = strings.TrimLeft(text[len(quoted):], " \t\r\n"); strings.HasPrefix(text, ":") {
			continue
		}
		value := unquoted(quoted)
		yield(value)
		if _, inside, ok := strings.Cut(value, "'"); ok {
			yield(inside[:max(0, strings.LastIndexByte(inside, '\''))])
		}
	}
}

// endOfString is the length of the string with which a JSON text begins.
func endOfString(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++ // a quote may be escaped
		case '"':
			return i + 1
		}
	}
	return len(text)
}

func unquoted(quoted string) string {
	if !strings.Contains(quoted, `\`) {
		return strings.Trim(quoted, `"`)
	}
	b, _ := jsontext.AppendUnquote(nil, quoted) // half a surrogate pair is U+FFFD
	return string(b)
}

package dynamics

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// redact takes out of a service's message every value that the operation sent,
// because Dataverse likes to quote them and they are personal data as often as
// not. A value counts where it stands alone, so that a short one does not tear
// holes into words.
func (op Operation) redact(message string) string {
	if message == "" {
		return ""
	}
	for _, v := range op.values() {
		message = replaceAlone(message, v, "[value]")
	}
	return message
}

// values lists what the operation sends of a row's content, longest first. Ids
// stay: they name a row and say nothing of it.
func (op Operation) values() []string {
	values := []string{op.Impersonate.Email, op.Tag}
	for _, body := range []json.RawMessage{op.Data, op.Parameters} {
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber()
		var v any
		if dec.Decode(&v) == nil {
			values = appendValues(values, v)
		}
	}
	for _, row := range []Row{op.Row, op.Related.Row} {
		for _, k := range row.Key {
			values = append(values, oneLine(k.Value))
		}
	}
	values = slices.DeleteFunc(values, func(v string) bool {
		return utf8.RuneCountInString(v) < 2 || v == "true" || v == "false" || IsGUID(v)
	})
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	return values
}

// appendValues appends the strings and numbers of a decoded JSON value. A
// lookup bound by alternate key holds its value in single quotes.
func appendValues(values []string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			values = appendValues(values, member)
		}
	case []any:
		for _, item := range v {
			values = appendValues(values, item)
		}
	case json.Number:
		values = append(values, v.String())
	case string:
		values = append(values, oneLine(v))
		if _, quoted, ok := strings.Cut(v, "'"); ok {
			values = append(values, oneLine(quoted[:max(0, strings.LastIndexByte(quoted, '\''))]))
		}
	}
	return values
}

// replaceAlone replaces old where no letter or digit touches it.
func replaceAlone(s, old, by string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, old)
		if i < 0 {
			return b.String() + s
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+len(old):])
		b.WriteString(s[:i])
		if isWord(before) || isWord(after) {
			b.WriteString(old)
		} else {
			b.WriteString(by)
		}
		s = s[i+len(old):]
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

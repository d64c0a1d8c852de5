package dynamics

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// redact takes out of a service's message every value that an operation sent,
// because Dataverse likes to quote them and they are personal data as often as
// not, in any case of letters and however they are escaped. A value counts where it
// stands alone, so that a short one does not tear holes into words.
func redact(message string, values []string) string {
	if message == "" || len(values) == 0 {
		return message
	}
	quoted := spellingsIn(message)
	for _, v := range values {
		if quoted.mayHave(v) {
			message = replaceAlone(message, v, "[value]")
		}
	}
	return message
}

// values lists what the operation sends of a row's content, longest first. Ids
// stay: they name a row and say nothing of it.
func (op Operation) values() []string {
	var values []string
	for _, v := range op.sent() {
		v = oneLine(v)
		if utf8.RuneCountInString(v) < 2 || v == "true" || v == "false" || IsGUID(v) {
			continue
		}
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(values)
}

// sent lists what stands in the operation, and in those of a batch.
func (op Operation) sent() []string {
	sent := []string{op.Impersonate.Email, op.Tag}
	for _, part := range op.Operations {
		sent = append(sent, part.sent()...)
	}
	for _, body := range []json.RawMessage{op.Data, op.Parameters} {
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber()
		var v any
		if dec.Decode(&v) == nil {
			sent = appendValues(sent, v)
		}
	}
	for _, row := range []Row{op.Row, op.Related.Row} {
		for _, k := range row.Key {
			sent = append(sent, k.Value)
		}
	}
	return sent
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
		values = append(values, v)
		if _, quoted, ok := strings.Cut(v, "'"); ok {
			values = append(values, quoted[:max(0, strings.LastIndexByte(quoted, '\''))])
		}
	}
	return values
}

package redaction

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"sns-dynamics/internal/operation"
)

// vocabulary has the words of Dataverse's and Entra ID's own sentences and of the
// standard tables and columns, in lower case and sorted, one a line. The first line is
// empty, so that each word has a line end on both sides.
//
//go:embed vocabulary.txt
var vocabulary string

// withoutWords takes the words of values out of a text, because a refusal may quote a
// part of a value.
func (s *cleaner) withoutWords(text string) string {
	said := map[string][]span{}
	for _, v := range views(text) {
		v.words(func(word string, at span) {
			if isTelling(word) && !slices.Contains(said[word], at) {
				said[word] = append(said[word], at)
			}
		})
	}
	if len(said) == 0 {
		return text
	}
	var told []span
	names := sync.OnceValue(func() []string { return operationNames(s.op) })
	word := make([]byte, 0, 64)
	eachValue(s.op, func(value string) {
		if isReference(value) {
			return // the text in its quotes is a value of its own
		}
		eachWord(value, func(from, to int) {
			word = word[:0]
			for _, r := range value[from:to] {
				word = utf8.AppendRune(word, folded(r))
			}
			at := said[string(word)]
			if at == nil {
				return
			}
			if isRedacted(string(word), names()) {
				told = append(told, at...)
			}
			delete(said, string(word)) // the word is decided, however often values contain it
		})
	})
	return cut(text, told, "[value]")
}

// isRedacted reports whether a word that is in a value and in a text is taken out of the
// text. It stays if it is in the vocabulary or is a name of the operation: without these
// words no refusal could be understood, and such a word does not show whether it was
// quoted.
func isRedacted(word string, names []string) bool {
	return !isVocabulary(word) && !slices.Contains(names, word)
}

// isTelling reports whether a word is long enough to reveal something: three bytes or
// more with a letter, or five digits or more. Shorter numbers, such as limits, stay.
func isTelling(word string) bool {
	if strings.Trim(word, "0123456789") == "" {
		return len(word) >= 5
	}
	return len(word) >= 3
}

// isVocabulary reports whether a word of letters and digits is in the vocabulary.
func isVocabulary(word string) bool {
	return strings.Contains(vocabulary, "\n"+strings.ToLower(word)+"\n")
}

// words finds the words of a view: letters, digits and underscores, so that a name
// such as new_ordernumber is one.
func (v view) words(found func(word string, at span)) {
	from := -1
	for i, r := range v.text + " " {
		switch {
		case isWord(r) && from < 0:
			from = i
		case !isWord(r) && from >= 0:
			found(v.text[from:i], span{v.at[from], v.at[i]})
			from = -1
		}
	}
}

// eachWord finds the words of a value. A word with underscores counts as a whole and in
// its parts.
func eachWord(value string, found func(from, to int)) {
	for from := 0; from < len(value); {
		r, size := utf8.DecodeRuneInString(value[from:])
		if !isWord(r) {
			from += size
			continue
		}
		to := from + len(value[from:])
		if end := strings.IndexFunc(value[from:], func(r rune) bool { return !isWord(r) }); end >= 0 {
			to = from + end
		}
		found(from, to)
		if part := from; strings.IndexByte(value[from:to], '_') >= 0 {
			for piece := range strings.SplitSeq(value[from:to], "_") {
				if piece != "" {
					found(part, part+len(piece))
				}
				part += len(piece) + 1
			}
		}
		from = to
	}
}

// isReference reports whether a value names a row, such as /accounts(…).
func isReference(value string) bool {
	set, _, ok := strings.Cut(strings.TrimPrefix(value, "/"), "(")
	return ok && operation.IsName(set) && strings.HasSuffix(value, ")")
}

// operationNames returns the names of tables, columns and actions in the operation, all
// in one case.
func operationNames(op operation.Operation) []string {
	all := []string{op.EntitySet, strings.TrimSuffix(op.EntitySet, "s"), op.Action, op.NavigationProperty, op.Related.EntitySet}
	if op.Sequence != nil {
		all = append(all, op.Sequence.Column)
	}
	for _, row := range []operation.Row{op.Row, op.Related.Row} {
		for _, k := range row.Key {
			all = append(all, k.Column)
		}
	}
	for i, name := range all {
		all[i] = strings.Map(folded, name)
	}
	for _, part := range op.Operations {
		all = append(all, operationNames(part)...)
	}
	return all
}

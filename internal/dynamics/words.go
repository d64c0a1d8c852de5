package dynamics

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// vocabulary are the words of Dataverse's own sentences, of Entra ID's, and of its
// standard tables and columns, in small letters and in order. Each has a line, the
// first of which is empty, so that a line end is on both sides of all.
//
//go:embed vocabulary.txt
var vocabulary string

// withoutWords takes words of values out of a text: a refusal may quote a part of a
// value.
func (s *said) withoutWords(text string) string {
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
	names := sync.OnceValue(s.op.names)
	word := make([]byte, 0, 64)
	s.op.eachValue(func(value string) {
		if isReference(value) {
			return // what is in its quotes is a value of its own
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
			if isTold(string(word), names()) {
				told = append(told, at...)
			}
			delete(said, string(word)) // decided, however often it is in values
		})
	})
	return cut(text, told, "[value]")
}

// isTold reports whether a word that is in a value and in a text is taken out of the
// text: it is neither in the vocabulary nor a name of the operation, which a text has
// from itself. Without these words no refusal could be understood, and with one of
// them nobody can tell whether it was quoted.
func isTold(word string, names []string) bool {
	return !isVocabulary(word) && !slices.Contains(names, word)
}

// isTelling reports whether a word is long enough to tell something: three bytes or
// more with a letter in them, or five digits or more, so that limits stay.
func isTelling(word string) bool {
	if strings.Trim(word, "0123456789") == "" {
		return len(word) >= 5
	}
	return len(word) >= 3
}

// isVocabulary looks a word up that has letters and digits alone.
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

// eachWord finds the words of a value, with underscores as parts of them and as what
// parts them.
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
	return ok && IsName(set) && strings.HasSuffix(value, ")")
}

// names are those of tables, columns and actions that the operation itself says, all
// of one case.
func (op Operation) names() []string {
	all := []string{op.EntitySet, strings.TrimSuffix(op.EntitySet, "s"), op.Action, op.NavigationProperty, op.Related.EntitySet}
	if op.Sequence != nil {
		all = append(all, op.Sequence.Column)
	}
	for _, row := range []Row{op.Row, op.Related.Row} {
		for _, k := range row.Key {
			all = append(all, k.Column)
		}
	}
	for i, name := range all {
		all[i] = strings.Map(folded, name)
	}
	for _, part := range op.Operations {
		all = append(all, part.names()...)
	}
	return all
}

package inspector

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// fields are what a term of a search can name.
var fields = []string{"entitySet", "status", "operation", "row", "id"}

// term is one word of a search. Its field is empty where it may stand anywhere.
type term struct {
	field, value string
	not          bool
}

// query is the terms of a search, all of which have to fit.
type query []term

// parseQuery reads words with blanks between them: entitySet:contacts,
// status:dead-letter, status:429, status:4xx, operation:create, row:ID, id:ID of the
// message, and any other text, which may stand anywhere in the message or in a
// request of it. Quotes keep blanks together, - before a word turns it around, and
// case does not count. The error names a field there is not.
func parseQuery(text string) (query, error) {
	var q query
	for _, word := range words(text) {
		t := term{value: word}
		if rest, found := strings.CutPrefix(word, "-"); found && rest != "" {
			t.not, t.value = true, rest
		}
		if name, value, found := strings.Cut(t.value, ":"); found && isName(name) {
			at := slices.IndexFunc(fields, func(f string) bool { return strings.EqualFold(f, name) })
			if at < 0 {
				return nil, refusef(http.StatusBadRequest, "search: %q: expected %s, or quotes around a text with a colon", name+":", strings.Join(fields, ", "))
			}
			t.field, t.value = fields[at], value
		}
		t.value = strings.ToLower(strings.ReplaceAll(t.value, `"`, ""))
		if t.value != "" {
			q = append(q, t)
		}
	}
	return q, nil
}

// isName reports whether a text before a colon is meant as a field: letters only.
// In quotes it is text.
func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') })
}

// words parts a text at blanks that are not in quotes.
func words(text string) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ' ' || r == '\t' || r == '\n' || r == '\r')
	})
}

func (q query) fitMessage(m Message) bool {
	return q.fit(func(t term) bool {
		switch t.field {
		case "entitySet":
			return strings.EqualFold(m.EntitySet, t.value)
		case "operation":
			return strings.EqualFold(m.Operation, t.value) || strings.EqualFold(m.Action, t.value)
		case "row":
			return contains(m.Row, t.value)
		case "id":
			return contains(m.MessageID, t.value)
		case "status":
			return m.Outcome == t.value || isStatus(m.Status, t.value) ||
				slices.ContainsFunc(m.Requests, func(x Exchange) bool { return isStatus(x.Status, t.value) })
		}
		return contains(m.MessageID, t.value) || contains(m.Message, t.value) || contains(m.Error, t.value) || contains(m.Code, t.value) ||
			contains(m.Row, t.value) || contains(m.Outcome, t.value) ||
			slices.ContainsFunc(m.Requests, func(x Exchange) bool { return x.contains(t.value) })
	})
}

func (q query) fitRequest(x Exchange) bool {
	return q.fit(func(t term) bool {
		switch t.field {
		case "entitySet":
			return strings.EqualFold(x.EntitySet, t.value)
		case "operation":
			return strings.EqualFold(x.Method, t.value)
		case "row":
			return contains(x.Row, t.value)
		case "id":
			return strconv.Itoa(x.Number) == t.value
		case "status":
			return isStatus(x.Status, t.value)
		}
		return x.contains(t.value)
	})
}

func (q query) fit(fits func(term) bool) bool {
	return !slices.ContainsFunc(q, func(t term) bool { return fits(t) == t.not })
}

// isStatus compares with 412, and with all of 4xx.
func isStatus(status int, want string) bool {
	text := strconv.Itoa(status)
	return status != 0 && (text == want || len(want) == 3 && want[1:] == "xx" && text[0] == want[0])
}

func (x Exchange) contains(value string) bool {
	return contains(x.Method+" "+x.Target, value) || contains(x.short(), value) || contains(x.RequestBody, value) || contains(x.ResponseBody, value) ||
		contains(fmt.Sprint(x.RequestHeader), value) || contains(fmt.Sprint(x.ResponseHeader), value)
}

// contains compares with a text in small letters.
func contains(s, small string) bool { return strings.Contains(strings.ToLower(s), small) }

package inspector

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/localdev/inspector/batchparts"
)

// The fields that a term of a search can name.
var (
	messageFields = []string{"entitySet", "outcome", "status", "operation", "route", "row", "id", "since", "until"}
	requestFields = []string{"entitySet", "status", "operation", "row", "id", "since", "until"}
)

// term is one word of a search. Its field is empty if the word may be anywhere.
type term struct {
	field, value string
	at           time.Time // of since and until
	not          bool
}

// query is the terms of a search. All terms must match.
type query []term

// parseQuery reads words separated by blanks: entitySet:contacts, outcome:done,dead-letter,
// status:429, status:4xx, operation:create, row:ID, id:ID of the message, since:5m, until:14:30,
// and any other text, which may be anywhere in the message or in one of its requests. A comma
// separates values; one of them must match. A route has its name, with or without the hash. Quotes keep blanks in a word, - before a word negates
// it, and case does not matter. The error names an unknown field, or a malformed time.
func parseQuery(text string, fields []string, now time.Time) (query, error) {
	var q query
	for _, word := range words(text) {
		t := term{value: word}
		if rest, found := strings.CutPrefix(word, "-"); found && rest != "" {
			t.not, t.value = true, rest
		}
		if name, value, found := strings.Cut(t.value, ":"); found && isName(name) {
			at := slices.IndexFunc(fields, func(f string) bool { return strings.EqualFold(f, canonical(name)) })
			if at < 0 {
				return nil, refusef(http.StatusBadRequest, "search: %q: expected %s, or quotes around a text with a colon", name+":", strings.Join(fields, ", "))
			}
			t.field, t.value = fields[at], value
		}
		t.value = strings.ReplaceAll(t.value, `"`, "")
		if t.value == "" {
			continue
		}
		if t.field == "since" || t.field == "until" {
			var problem string
			if t.at, problem = moment(t.value, now); problem != "" {
				return nil, refusef(http.StatusBadRequest, "search: %s:%s: %s", t.field, t.value, problem)
			}
		}
		t.value = strings.ToLower(t.value)
		q = append(q, t)
	}
	return q, nil
}

// canonical returns the name of a field. The page calls an entity set a table.
func canonical(name string) string {
	if strings.EqualFold(name, "table") {
		return "entitySet"
	}
	return name
}

// moment reads a time: so long before now, a time of today, or a date with a time. It refuses a
// time of today that is later than now: the person may mean yesterday, or another time zone.
func moment(text string, now time.Time) (at time.Time, problem string) {
	if days, err := strconv.ParseUint(strings.TrimSuffix(text, "d"), 10, 10); err == nil && strings.HasSuffix(text, "d") {
		return now.AddDate(0, 0, -int(days)), ""
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), ""
	}
	for _, form := range []string{"15:04", "15:04:05"} {
		t, err := time.ParseInLocation(form, text, now.Location())
		if err != nil {
			continue
		}
		at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
		if at.After(now) {
			return at, "expected a time before now, " + now.Format("15:04:05 MST") + ", or an age such as 5m"
		}
		return at, ""
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(form, text, now.Location()); err == nil {
			return t, ""
		}
	}
	return time.Time{}, "expected an age such as 5m or 2d, a time of today such as 14:30 or 14:30:05, or a time such as " + now.Format("2006-01-02T15:04")
}

// isName reports whether a text before a colon is the name of a field: letters only. A text
// in quotes is no name.
func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') })
}

// words splits a text at blanks outside of quotes.
func words(text string) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ' ' || r == '\t' || r == '\n' || r == '\r')
	})
}

func (q query) fitMessage(m Message) bool { return len(q.missedByMessage(m)) == 0 }

// missedByMessage returns the fields of the terms that do not match; an empty field for a term
// without one.
func (q query) missedByMessage(m Message) []string {
	return q.missed(m.Time, func(t term) bool {
		switch t.field {
		case "entitySet":
			return isOneOf(m.EntitySet, t.value) || slices.ContainsFunc(m.EntitySets, func(name string) bool { return isOneOf(name, t.value) })
		case "operation":
			return isOneOf(m.Operation, t.value) || isOneOf(m.Action, t.value)
		case "outcome":
			return isOneOf(m.Outcome, t.value)
		case "route":
			name, _, _ := strings.Cut(m.Route, "@")
			return isOneOf(m.Route, t.value) || isOneOf(name, t.value)
		case "row":
			return contains(m.Row, t.value) || contains(m.Key, t.value)
		case "id":
			return contains(m.MessageID, t.value)
		case "status":
			return m.Outcome == t.value || isStatus(m.Status, t.value) ||
				slices.ContainsFunc(m.Requests, func(x Exchange) bool { return x.hasStatus(t.value) })
		}
		return contains(m.MessageID, t.value) || contains(m.Message, t.value) || contains(m.Error, t.value) || contains(m.Code, t.value) ||
			contains(m.Row, t.value) || contains(m.Outcome, t.value) ||
			slices.ContainsFunc(m.Requests, func(x Exchange) bool { return x.contains(t.value) })
	})
}

func (q query) fitRequest(x Exchange) bool {
	return len(q.missed(x.Time, func(t term) bool {
		switch t.field {
		case "entitySet":
			return isOneOf(x.EntitySet, t.value)
		case "operation":
			return isOneOf(x.Method, t.value)
		case "row":
			return contains(x.Row, t.value)
		case "id":
			return strconv.Itoa(x.Number) == t.value
		case "status":
			return x.hasStatus(t.value)
		}
		return x.contains(t.value)
	})) == 0
}

// missed returns the fields of the terms that do not match. The terms of time compare with at.
func (q query) missed(at time.Time, fits func(term) bool) []string {
	var fields []string
	for _, t := range q {
		var isMissed bool
		switch t.field {
		case "since":
			isMissed = at.Before(t.at) != t.not
		case "until":
			isMissed = at.After(t.at) != t.not
		default:
			isMissed = fits(t) == t.not
		}
		if isMissed {
			fields = append(fields, t.field)
		}
	}
	return fields
}

// isOneOf compares with values that commas separate.
func isOneOf(s, values string) bool {
	return s != "" && slices.Contains(strings.Split(values, ","), strings.ToLower(s))
}

// hasStatus reports whether the response, or the response to an operation of a $batch, has a
// status.
func (x Exchange) hasStatus(want string) bool {
	return isStatus(x.Status, want) || slices.ContainsFunc(x.Parts, func(p batchparts.Part) bool { return isStatus(p.Status, want) })
}

// isStatus compares with a status such as 412, or with a class such as 4xx.
func isStatus(status int, want string) bool {
	text := strconv.Itoa(status)
	return status != 0 && (text == want || len(want) == 3 && want[1:] == "xx" && text[0] == want[0])
}

func (x Exchange) contains(value string) bool {
	return contains(x.Method+" "+x.Target, value) || contains(x.short(), value) || contains(x.RequestBody, value) || contains(x.ResponseBody, value) ||
		contains(fmt.Sprint(x.RequestHeader), value) || contains(fmt.Sprint(x.ResponseHeader), value)
}

// contains searches for a text in lower case.
func contains(s, small string) bool { return strings.Contains(strings.ToLower(s), small) }

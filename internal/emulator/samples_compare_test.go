package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"sns-dynamics/internal/emulator"
)

// differences compares a response with the documented response: the status, the headers in
// the document, error codes and messages, and the form of the body. Ids, versions and dates
// may differ.
func differences(s sample, r response, conn emulator.Connection) []string {
	var diffs []string
	report := func(format string, args ...any) { diffs = append(diffs, fmt.Sprintf(format, args...)) }

	if want := documentedStatus(s); r.status != want && (want != 0 || r.status < 400) {
		report("status %d, want %d", r.status, want)
	}
	for name, want := range s.ResponseHeaders {
		got := r.header.Get(name)
		if strings.HasPrefix(want, "<") { // such as <seconds>
			if got == "" {
				report("header %s is missing", name)
			}
			continue
		}
		if want = fill(want, conn, preparations[s.Name].replace); volatile(got) != volatile(want) {
			report("header %s is %q, want %q", name, got, want)
		}
	}
	if text, isText := s.ResponseBody.(string); isText && strings.HasPrefix(text, "--batchresponse_") {
		return append(diffs, batchDifferences(text, r, conn)...)
	}
	want, isObject := s.ResponseBody.(map[string]any)
	if !isObject {
		return diffs
	}
	var got map[string]any
	if err := json.Unmarshal(r.body, &got); err != nil {
		report("body: %v", err)
		return diffs
	}
	return append(diffs, shape("body", want, got)...)
}

// documentedStatus returns the usual status of a success without a documented status. 0
// stands for any error.
func documentedStatus(s sample) int {
	_, isError := s.ResponseBody.(map[string]any)
	switch {
	case s.ResponseStatus != 0:
		return s.ResponseStatus
	case isError:
		return 0
	case s.Method == http.MethodGet:
		return http.StatusOK
	}
	return http.StatusNoContent
}

var volatiles = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\([0-9a-f]+-[0-9a-f-]+\)|\(<[^)]*>\)`), "(id)"},
	{regexp.MustCompile(`=[0-9a-f]{8}-[0-9a-f-]+,`), "=id,"},
	{regexp.MustCompile(`W/"\d+"`), `W/"n"`},
	{regexp.MustCompile(`^.*/api/data/v\d\.\d/\$metadata`), "$metadata"},
	{regexp.MustCompile(`(#\w+)\([\w,]*\)`), "$1"}, // one document lists $select there, another does not
	{regexp.MustCompile(`http://[^/]*`), "origin"},
	{regexp.MustCompile(`sessiontoken=.*`), "sessiontoken"},
	{regexp.MustCompile(`\d+:\d+#\d+#7=-1`), "session"},
}

func volatile(s string) string {
	for _, v := range volatiles {
		s = v.pattern.ReplaceAllString(s, v.with)
	}
	return s
}

// shape compares names and types. It compares texts only if they are part of the protocol.
func shape(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			return []string{at + " is not an object"}
		}
		var diffs []string
		for name, w := range want {
			g, found := got[name]
			if !found {
				diffs = append(diffs, at+" lacks "+name)
				continue
			}
			diffs = append(diffs, shape(at+"."+name, w, g)...)
		}
		for name := range got {
			if _, documented := want[name]; !documented && name != "ext_expires_in" {
				diffs = append(diffs, at+" has "+name+", which is not documented")
			}
		}
		return diffs
	case []any:
		got, ok := got.([]any)
		if !ok || len(want) > 0 && len(got) == 0 {
			return []string{at + " is not a list, or empty"}
		}
		if len(want) > 0 {
			return shape(at+"[0]", want[0], got[0])
		}
		return nil
	case string:
		return sameText(at, want, got)
	}
	if fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
		return []string{fmt.Sprintf("%s is a %T, want a %T", at, got, want)}
	}
	return nil
}

func sameText(at, want string, got any) []string {
	text, ok := got.(string)
	if !ok {
		return []string{at + " is not a text"}
	}
	name := at[strings.LastIndex(at, ".")+1:]
	switch name {
	case "code", "message", "context", "error":
	default:
		return nil
	}
	if want == "" || strings.HasPrefix(want, "<") {
		return nil
	}
	pattern := "^" + regexp.MustCompile(`\\\{\d\\\}`).ReplaceAllString(regexp.QuoteMeta(volatile(want)), ".+") + "$"
	if !regexp.MustCompile(pattern).MatchString(volatile(text)) {
		return []string{fmt.Sprintf("%s is %q, want %q", at, text, want)}
	}
	return nil
}

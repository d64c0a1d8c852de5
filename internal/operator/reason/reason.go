// Package reason divides the reason of a failed message for people: the cause first, then the
// place, and the whole text for the reader who needs it.
package reason

import (
	"regexp"
	"strings"
)

// Reason is the reason of a failed message in its parts. The zero value is no reason.
type Reason struct {
	// Cause is the text that names the mistake, without the texts that Dataverse writes
	// around it.
	Cause string
	// Place is the operation and the request that failed, and Status the status with its code.
	Place, Status string
	// Fix is the advice at the end of the reason.
	Fix string
	// Whole is the reason without the advice. It is empty if Cause, Place and Status say all
	// of it.
	Whole string
}

var (
	refusal = regexp.MustCompile(`^(.*?): (\d{3}(?: (?:0x[0-9a-fA-F]{8}|AADSTS\d+))?) (.*)$`)
	// request is a failure before there was a response: it names the request alone.
	request = regexp.MustCompile(`^((?:.*?: )?(?:GET|POST|PUT|PATCH|DELETE) \S+): (.*)$`)
	// receives is the begin of the reason of a message that was given up, and of a letter that
	// the redrive policy moved.
	receives = regexp.MustCompile(`^(?:received \d+ times; last|given up after \d+ (?:receives|days)): `)
	// innerCause is the text before the cause in a message of Dataverse.
	innerCause = regexp.MustCompile(`^.*InnerException\s*: `)
	// privilege is a message of Dataverse about a missing privilege. The names of the user and
	// of the table come around the cause.
	privilege = regexp.MustCompile(`^Principal \w+ \(Id=[^)]*\),? is (missing prv\w+ privilege)`)
	anyID     = regexp.MustCompile(`([0-9a-fA-F]{8})-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}`)

	typeName = regexp.MustCompile(`^(?:[A-Za-z_]\w*\.)+[A-Za-z_]\w*: `)
	// trace is the text behind the cause: the exception inside, or the stack.
	trace = regexp.MustCompile(`\s*(?:-{2,4}>|\bat [A-Z]\w+\.[A-Z]\w+\.).*$`)
)

// Advice is the text between the reason of a failed message and the advice at its end.
const Advice = "; to do: "

// Of divides a reason, as the log line and the dead letter have it.
func Of(text string) Reason {
	whole, fix, _ := strings.Cut(text, Advice)
	r := Reason{Fix: fix, Whole: whole}
	rest := strings.TrimPrefix(whole, receives.FindString(whole))
	if m := refusal.FindStringSubmatch(rest); m != nil {
		r.Place, r.Status, rest = m[1], m[2], m[3]
	} else if m := request.FindStringSubmatch(rest); m != nil {
		r.Place, rest = m[1], m[2]
	} else if after, found := strings.CutPrefix(rest, "decode: "); found {
		r.Place, rest = "decode", after
	}
	r.Cause = cause(rest)
	if r.Cause == rest && !receives.MatchString(whole) {
		r.Whole = ""
	}
	return r
}

// cause removes the texts that Dataverse writes around the cause.
func cause(text string) string {
	inner := innerCause.ReplaceAllString(text, "")
	inner = trace.ReplaceAllString(inner, "")
	inner = strings.TrimSpace(typeName.ReplaceAllString(inner, ""))
	if inner == "" {
		return text
	}
	return inner
}

// Clause returns the first clause of the cause, for one line of a list. An id has its first eight
// characters, and the name of a missing privilege comes first.
func (r Reason) Clause() string {
	clause, _ := r.divided()
	if m := privilege.FindStringSubmatch(clause); m != nil {
		clause = m[1]
	}
	return anyID.ReplaceAllString(clause, "$1…")
}

// More returns the part of the cause that [Reason.Clause] does not have; empty if there is no
// such part.
func (r Reason) More() string {
	clause, rest := r.divided()
	if privilege.MatchString(clause) {
		return r.Cause
	}
	return rest
}

// divided returns the first clause of the cause, and the text behind it.
func (r Reason) divided() (clause, rest string) {
	at, end := len(r.Cause), len(r.Cause)
	for _, mark := range []string{". ", "; ", "\n"} {
		if n := strings.Index(r.Cause, mark); n >= 0 && n < at {
			at, end = n, n+len(mark)
		}
	}
	return strings.TrimSuffix(strings.TrimSpace(r.Cause[:at]), "."), strings.TrimSpace(r.Cause[end:])
}

// WithoutIDs returns the reason with … in the place of each id: it is the same for many rows.
func (r Reason) WithoutIDs() Reason {
	for _, text := range []*string{&r.Cause, &r.Place, &r.Status, &r.Fix, &r.Whole} {
		*text = anyID.ReplaceAllString(*text, "…")
	}
	return r
}

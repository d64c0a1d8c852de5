package odata

import (
	"net/http"
	"net/url"
	"strings"
)

// Segment is one part of a path below the service root: a name, with the text in the
// parentheses after it.
type Segment struct {
	Name    string
	Args    string
	HasArgs bool
}

// Namespace qualifies the names of bound functions and actions.
const Namespace = "Microsoft.Dynamics.CRM."

// Versions are the versions that the Web API serves.
var Versions = []string{"v9.0", "v9.1", "v9.2"}

// ParsePath splits the escaped path of a request into the version and the segments after
// it. It decodes after the splitting, except that an encoded slash is a slash to the
// server. The error is an *Error.
//
// Microsoft documents that alternate key values with / < > * % & : \ ? + do not work in a
// URL, but not the response of the server. The responses here are the responses of
// ASP.NET's request validation and of IIS's request filtering.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
func ParsePath(escaped string) (version string, segments []Segment, err error) {
	if strings.Contains(escaped, "%2") {
		escaped = strings.NewReplacer("%2F", "/", "%2f", "/").Replace(escaped)
	}
	rest, found := strings.CutPrefix(escaped, "/api/data/")
	version, rest, _ = strings.Cut(rest, "/")
	if !found || !IsVersion(version) {
		return "", nil, NotCovered("the path %s: only /api/data/%s/", escaped, strings.Join(Versions, "/, /api/data/"))
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(rest, "/"), "/") {
		decoded, err := url.PathUnescape(part)
		if err != nil {
			return "", nil, badRequestPage("Bad Request - Invalid URL")
		}
		if err := checkPathCharacters(decoded); err != nil {
			return "", nil, err
		}
		s, err := ParseSegment(decoded)
		if err != nil {
			return "", nil, err
		}
		segments = append(segments, s)
	}
	return version, segments, nil
}

// IsVersion reports whether the Web API has that version.
func IsVersion(v string) bool {
	for _, known := range Versions {
		if v == known {
			return true
		}
	}
	return false
}

func checkPathCharacters(decoded string) error {
	if strings.Contains(decoded, "+") {
		return &Error{Status: http.StatusNotFound, HTML: true, Message: "HTTP Error 404.11 - Not Found: The request filtering module is configured to deny a request that contains a double escape sequence."}
	}
	if i := strings.IndexAny(decoded, `<>*%&:\?`); i >= 0 {
		return badRequestPage("A potentially dangerous Request.Path value was detected from the client (" + decoded[i:i+1] + ").")
	}
	return nil
}

func badRequestPage(message string) *Error {
	return &Error{Status: http.StatusBadRequest, HTML: true, Message: message}
}

// ParseSegment reads one decoded part of a path. The error is an *Error.
func ParseSegment(s string) (Segment, error) {
	name, args, hasArgs := strings.Cut(s, "(")
	if hasArgs && !strings.HasSuffix(args, ")") || name == "" && s != "" {
		return Segment{}, NoSuchSegment(s)
	}
	return Segment{name, strings.TrimSuffix(args, ")"), hasArgs}, nil
}

// Origin is the scheme and host by which the client reached the emulator.
func Origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

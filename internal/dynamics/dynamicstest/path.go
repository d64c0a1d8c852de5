package dynamicstest

import (
	"net/http"
	"net/url"
	"strings"
)

// segment is one part of a path below the service root: a name, with what
// stands in parentheses behind it.
type segment struct {
	name    string
	args    string
	hasArgs bool
}

// versions are the ones the Web API serves side by side.
var versions = []string{"v9.0", "v9.1", "v9.2"}

// parsePath takes the escaped path of a request apart into the version and
// the segments behind it. Percent-decoding comes after the splitting, except
// that an encoded slash is a slash to the server.
//
// Microsoft documents that alternate key values with / < > * % & : \ ? + do
// not work in a URL, not what the server answers; the answers here are those
// of ASP.NET's request validation and of IIS's request filtering.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
func parsePath(escaped string) (version string, segments []segment, err error) {
	if strings.Contains(escaped, "%2") {
		escaped = strings.NewReplacer("%2F", "/", "%2f", "/").Replace(escaped)
	}
	rest, found := strings.CutPrefix(escaped, "/api/data/")
	version, rest, _ = strings.Cut(rest, "/")
	if !found || !isVersion(version) {
		return "", nil, notKnown("the path %s: only /api/data/%s/", escaped, strings.Join(versions, "/, /api/data/"))
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(rest, "/"), "/") {
		decoded, err := url.PathUnescape(part)
		if err != nil {
			return "", nil, badRequestPage("Bad Request - Invalid URL")
		}
		if err := checkPathCharacters(decoded); err != nil {
			return "", nil, err
		}
		s, err := parseSegment(decoded)
		if err != nil {
			return "", nil, err
		}
		segments = append(segments, s)
	}
	return version, segments, nil
}

func isVersion(v string) bool {
	for _, known := range versions {
		if v == known {
			return true
		}
	}
	return false
}

func checkPathCharacters(decoded string) error {
	if strings.Contains(decoded, "+") {
		return &apiError{status: http.StatusNotFound, html: true, message: "HTTP Error 404.11 - Not Found: The request filtering module is configured to deny a request that contains a double escape sequence."}
	}
	if i := strings.IndexAny(decoded, `<>*%&:\?`); i >= 0 {
		return badRequestPage("A potentially dangerous Request.Path value was detected from the client (" + decoded[i:i+1] + ").")
	}
	return nil
}

func badRequestPage(message string) *apiError {
	return &apiError{status: http.StatusBadRequest, html: true, message: message}
}

func parseSegment(s string) (segment, error) {
	name, args, hasArgs := strings.Cut(s, "(")
	if hasArgs && !strings.HasSuffix(args, ")") || name == "" && s != "" {
		return segment{}, noSuchSegment(s)
	}
	return segment{name, strings.TrimSuffix(args, ")"), hasArgs}, nil
}

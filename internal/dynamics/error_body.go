package dynamics

import (
	"encoding/json"
	"fmt"
	"mime"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxMessage keeps a service's message to what a log line and a queue's
// attribute carry.
const maxMessage = 500

// parseErrorBody reads the code and message of an error body in the shapes
// that the Web API uses; code "is not related to the http status code and is
// frequently empty". A body of no such shape gives a message that says so.
// documented is whether the shape is that of Dataverse's own errors.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
func parseErrorBody(contentType string, body []byte) (code, message string, documented bool) {
	if len(body) == 0 {
		return "", "", false
	}
	var shapes struct {
		Error      *errorBody `json:"error"`
		ODataError *errorBody `json:"odata.error"`
		errorBody
	}
	if err := json.Unmarshal(body, &shapes); err != nil {
		return "", fmt.Sprintf("the answer is not the Web API's (%d bytes of %s)", len(body), mediaType(contentType)), false
	}
	found := shapes.errorBody
	switch {
	case shapes.Error != nil:
		found = *shapes.Error
	case shapes.ODataError != nil:
		found = *shapes.ODataError
	}
	return oneLine(found.code()), oneLine(found.message()), shapes.Error != nil
}

// mediaType is a media type that errors name; of another nothing is said, as it is
// the peer's own text.
func mediaType(contentType string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	known := []string{"text/html", "text/plain", "text/xml", "application/json", "application/problem+json", "application/xml", "application/octet-stream", "multipart/mixed"}
	switch {
	case slices.Contains(known, media):
		return strconv.Quote(media)
	case contentType == "":
		return "no type"
	}
	return "another type"
}

type errorBody struct {
	Code             json.RawMessage `json:"code"`
	Message          json.RawMessage `json:"message"`
	ErrorCode        json.RawMessage `json:"errorcode"`
	ExceptionMessage json.RawMessage `json:"exceptionmessage"`
}

func (b errorBody) code() string { return firstText(b.Code, b.ErrorCode) }

func (b errorBody) message() string { return firstText(b.Message, b.ExceptionMessage) }

// firstText is the first of the values that holds text: a string, a number,
// or OData 3's {"lang", "value"}.
func firstText(values ...json.RawMessage) string {
	for _, v := range values {
		var s string
		var n json.Number
		var localised struct{ Value string }
		switch {
		case json.Unmarshal(v, &s) == nil && s != "":
			return s
		case json.Unmarshal(v, &n) == nil && n != "":
			return n.String()
		case json.Unmarshal(v, &localised) == nil && localised.Value != "":
			return localised.Value
		}
	}
	return ""
}

// oneLine makes s fit one line of a log: white space folded, other control
// characters dropped.
func oneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// isOneLine reports whether s fits as it is, without a look at more than its bytes:
// printable ASCII, with one blank between words.
func isOneLine(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return s == "" || before != ' '
}

// shorten cuts s to at most maxMessage characters. What is to be taken out of s
// is taken out before, while it is whole.
func shorten(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	if runes := []rune(s); len(runes) > maxMessage {
		return string(runes[:maxMessage]) + "…"
	}
	return s
}

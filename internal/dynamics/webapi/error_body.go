package webapi

import (
	"encoding/json"
	"fmt"
	"mime"
	"slices"
	"strconv"

	"sns-dynamics/internal/dynamics/redaction"
)

// ParseErrorBody reads the code and the message of an error body in the shapes that the
// Web API uses. Microsoft documents that the code is not related to the HTTP status and
// is often empty. For a body of another shape, the message says so. documented reports
// whether the body has the shape of Dataverse's own errors.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
func ParseErrorBody(contentType string, body []byte) (code, message string, documented bool) {
	if len(body) == 0 {
		return "", "", false
	}
	var shapes struct {
		Error      *errorBody `json:"error"`
		ODataError *errorBody `json:"odata.error"`
		errorBody
	}
	if err := json.Unmarshal(body, &shapes); err != nil {
		return "", fmt.Sprintf("the response is not from the Web API (%d bytes of %s)", len(body), mediaType(contentType)), false
	}
	found := shapes.errorBody
	switch {
	case shapes.Error != nil:
		found = *shapes.Error
	case shapes.ODataError != nil:
		found = *shapes.ODataError
	}
	return redaction.OneLine(found.code()), redaction.OneLine(found.message()), shapes.Error != nil
}

// mediaType returns a media type for an error. It returns no unknown media type, because an
// unknown media type is a text of the peer.
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

// firstText returns the first value that holds text: a string, a number, or OData 3's
// {"lang", "value"}.
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

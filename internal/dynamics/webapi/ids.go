package webapi

import (
	"cmp"
	"net/http"
	"strings"

	"sns-dynamics/internal/operation"
)

// RequestID returns the id of a request in the headers of its response. Microsoft's
// support finds a request by this id.
func RequestID(h http.Header) string {
	return cmp.Or(IDs(h.Get("X-Ms-Service-Request-Id")), IDs(h.Get("Req_id")))
}

// IDs returns a GUID, or up to four GUIDs with commas between them, as in a header that
// two servers wrote. It returns an empty text for any other text.
func IDs(s string) string {
	if operation.IsGUID(s) {
		return s
	}
	all := strings.Split(s, ",")
	for _, id := range all {
		if !operation.IsGUID(strings.TrimSpace(id)) || len(all) > 4 {
			return ""
		}
	}
	return strings.TrimSpace(s)
}

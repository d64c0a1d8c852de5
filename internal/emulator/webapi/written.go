package webapi

import (
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/store"
)

// written returns the response to a create, update or upsert: the row if the client prefers
// that, else its URI in OData-EntityId and Location. An update ignores $expand.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api#update-with-data-returned
// and, of the ETag header, https://learn.microsoft.com/power-apps/developer/data-platform/use-upsert-insert-update-record
// and, of the URI, section 11.4.2 of https://docs.oasis-open.org/odata/odata/v4.0/os/part1-protocol/odata-v4.0-os-part1-protocol.html
func (c *request) written(r *store.Row, key string, status int) (response.Response, error) {
	if c.Preferences.Representation {
		if err := c.Query.Only("$select", "$expand"); err != nil {
			return response.Response{}, err
		}
		if status == http.StatusOK {
			delete(c.Query.Options, "$expand")
		}
		sel, err := c.selection(r.Table)
		if err != nil {
			return response.Response{}, err
		}
		a := response.Entity(status, c.render(r, sel, sel.Context(c.Endpoint.Root, r.Table)+"/$entity"))
		a.Header.Set("Preference-Applied", "return=representation")
		a.Header.Set("ETag", r.ETag())
		stampSession(r, a)
		return a, nil
	}
	if err := c.Query.Only("$select", "$expand"); err != nil {
		return response.Response{}, err
	}
	a := response.Empty()
	at := c.Endpoint.Root + r.Table.EntitySet + "(" + escapeHeader(key) + ")"
	a.Header.Set("OData-EntityId", at)
	a.Header.Set("Location", at)
	stampSession(r, a)
	return a, nil
}

// escapeHeader percent-encodes the characters that a header cannot have. It keeps the
// quotes and commas of a key, as the documents show them.
func escapeHeader(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' {
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// stampSession adds the session token for reads of an elastic table.
func stampSession(r *store.Row, a response.Response) {
	if r.Table.Elastic {
		a.Header.Set("x-ms-session-token", store.SessionToken(r.Version))
	}
}

package engine

import (
	"net/http"
	"net/url"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/store"
)

// row finds the row that a segment names, in an entity set.
func (s *Session) row(at odata.Segment) (*store.Row, error) {
	a, err := s.address(at)
	if err != nil {
		return nil, err
	}
	return a.Resolve(s.Store)
}

func (s *Session) address(at odata.Segment) (store.Address, error) {
	t := s.Schema.BySet[at.Name]
	if t == nil {
		return store.Address{}, s.Schema.UnknownSegment(at.Name)
	}
	return store.ParseAddress(t, at.Args)
}

// Resolve finds the row of a URI in a body or in $id. A relative URI starts at the service
// root; @odata.id and $id must be absolute. In a change set, "$" and a Content-ID stand for
// the row of an earlier operation. The error is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
func (s *Session) Resolve(uri string, absolute bool) (*store.Row, error) {
	if name, refers := strings.CutPrefix(uri, "$"); refers && s.Declared != nil {
		if uri = s.Declared[name]; uri == "" {
			return nil, odata.UndeclaredContentID(name)
		}
	}
	path, isAbsolute := s.CutServiceRoot(uri)
	if !isAbsolute && (absolute || strings.Contains(uri, "://")) {
		return nil, odata.Refuse(http.StatusBadRequest, "0x80060888", "Invalid URI '%s': an absolute URI below %s is required.", uri, s.URIBase.Root)
	}
	path = strings.TrimPrefix(path, "/")
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return nil, odata.QuerySyntax("'" + uri + "' is not a URI")
	}
	if !absolute && strings.Contains(path, "'") {
		if decoded, err = boundKey(path, decoded); err != nil {
			return nil, err
		}
	}
	at, err := odata.ParseSegment(decoded)
	if err != nil {
		return nil, err
	}
	if !at.HasArgs {
		return nil, odata.QuerySyntax("'" + uri + "' does not name a row")
	}
	return s.row(at)
}

// boundKey parses the path of @odata.bind with an alternate key. Reports agree that a slash
// and a backslash in a value fail, escaped or not. It is a doubt that Dataverse does not
// decode escapes and refuses #: one report says so.
//
// See https://github.com/MicrosoftDocs/powerapps-docs/issues/1895
func boundKey(path, decoded string) (string, error) {
	_, key, _ := strings.Cut(decoded, "(")
	if strings.ContainsAny(key, `/\`) || strings.Contains(path, "#") {
		return "", odata.Refuse(http.StatusBadRequest, "0x8006088a", "Bad Request - Error in query syntax.")
	}
	return path, nil
}

// CutServiceRoot removes the service root of any version from a URI, with or without the
// scheme and host.
func (s *Session) CutServiceRoot(uri string) (path string, absolute bool) {
	rest, absolute := strings.CutPrefix(uri, s.URIBase.Origin)
	for _, v := range odata.Versions {
		if path, found := strings.CutPrefix(rest, "/api/data/"+v+"/"); found {
			return path, absolute
		}
	}
	return uri, false
}

package metadata

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"net/http"

	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// ServiceDocument serves GET of the service root. The error is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
func (c Request) ServiceDocument() (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.WrongMethod(c.Method)
	}
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	sets := []any{}
	for _, t := range c.schema.SortedTables() {
		sets = append(sets, orderedjson.Object{{"name", t.EntitySet}, {"kind", "EntitySet"}, {"url", t.EntitySet}})
	}
	return response.Entity(http.StatusOK, orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata"}, {"value", sets}}), nil
}

// Document serves GET of $metadata, which everyone may read. The error is an
// *odata.Error, or says why the document cannot be written.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents#csdl-metadata-document
func (c Request) Document() (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.WrongMethod(c.Method)
	}
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	if c.Preferences.Annotations != "" {
		return response.Response{}, odata.NotCovered("odata.include-annotations on $metadata")
	}
	doc, err := c.csdl.of(c.schema, c.operations)
	if err != nil {
		return response.Response{}, err
	}
	header := http.Header{"Etag": {doc.etag}}
	if c.Conditions.NoneMatch == header.Get("Etag") {
		return response.Response{Status: http.StatusNotModified, Header: header}, nil
	}
	header.Set("Content-Type", "application/xml; charset=utf-8")
	return response.Response{Status: http.StatusOK, Header: header, Body: doc.text}, nil
}

// document is a metadata document.
type document struct {
	text []byte
	etag string
}

// csdlCache keeps the document of one revision of the schema: the document of a real org
// takes long to write.
type csdlCache struct {
	document
	revision int
}

func (cache *csdlCache) of(sc *schema.Schema, own edm.Schema) (document, error) {
	if cache.text == nil || cache.revision != sc.Revision {
		text, err := xml.MarshalIndent(newDocument(sc, own), "", "  ")
		if err != nil {
			return document{}, err
		}
		text = append([]byte(xml.Header), text...)
		cache.document, cache.revision = document{text, fmt.Sprintf(`W/"%x"`, sha256.Sum256(text))}, sc.Revision
	}
	return cache.document, nil
}

package dynamicstest

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// serviceDocument answers GET of the service root.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
func (c *call) serviceDocument() (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, wrongMethod(c.method)
	}
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	sets := []any{}
	for _, t := range c.schema.sortedTables() {
		sets = append(sets, object{{"name", t.EntitySet}, {"kind", "EntitySet"}, {"url", t.EntitySet}})
	}
	return entityAnswer(http.StatusOK, object{{"@odata.context", c.root + "$metadata"}, {"value", sets}}), nil
}

// metadataDocument answers GET of $metadata, which everyone may read.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents#csdl-metadata-document
func (c *call) metadataDocument() (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, wrongMethod(c.method)
	}
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	if c.prefer.annotations != "" {
		return answer{}, notKnown("odata.include-annotations on $metadata")
	}
	doc, err := c.schema.document()
	if err != nil {
		return answer{}, err
	}
	header := http.Header{"Etag": {doc.etag}}
	if c.when.noneMatch == header.Get("Etag") {
		return answer{status: http.StatusNotModified, header: header}, nil
	}
	header.Set("Content-Type", "application/xml; charset=utf-8")
	return answer{status: http.StatusOK, header: header, body: doc.text}, nil
}

// document is a metadata document.
type document struct {
	text []byte
	etag string
}

// document writes the document once: that of a real org takes its time.
func (sc *schema) document() (document, error) {
	if sc.csdl.text == nil {
		text, err := xml.MarshalIndent(sc.edmx(), "", "  ")
		if err != nil {
			return document{}, err
		}
		text = append([]byte(xml.Header), text...)
		sc.csdl = document{text, fmt.Sprintf(`W/"%x"`, sha256.Sum256(text))}
	}
	return sc.csdl, nil
}

// sortedTables lists the tables by their entity set.
func (sc *schema) sortedTables() []*table {
	return slices.SortedFunc(slices.Values(sc.Tables), func(a, b *table) int { return strings.Compare(a.EntitySet, b.EntitySet) })
}

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
	doc, err := xml.MarshalIndent(c.schema.csdl(), "", "  ")
	if err != nil {
		return answer{}, err
	}
	doc = append([]byte(xml.Header), doc...)
	header := http.Header{"Etag": {fmt.Sprintf(`W/"%x"`, sha256.Sum256(doc))}}
	if c.when.noneMatch == header.Get("Etag") {
		return answer{status: http.StatusNotModified, header: header}, nil
	}
	header.Set("Content-Type", "application/xml; charset=utf-8")
	return answer{status: http.StatusOK, header: header, body: doc}, nil
}

// sortedTables lists the tables by their entity set.
func (sc *schema) sortedTables() []*table {
	return slices.SortedFunc(slices.Values(sc.Tables), func(a, b *table) int { return strings.Compare(a.EntitySet, b.EntitySet) })
}

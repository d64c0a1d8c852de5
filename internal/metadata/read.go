package metadata

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/dynamics"
)

// maxDocument bounds an answer, and the cache.
const maxDocument = csdl.MaxDocument

// Reading is a model, and how it came about.
type Reading struct {
	Model *Model
	// Cached says that the document had not changed since it was last read.
	Cached bool
	// Warnings are what could not be found out or kept, a line each.
	Warnings []string
}

// Read reads what the environment has: its metadata document, and the state of
// its alternate keys, which changes without the document. A document that was
// read before, and kept in cacheFile with its ETag, is read again only when the
// environment says that it changed; see [CacheFile]. An empty cacheFile means no
// cache. A cache that cannot be read or written only costs time.
//
// The error is a [*dynamics.Error], comes from the client's credentials, or says
// what is wrong with an answer. Where Dataverse refuses to tell the state of the
// keys, for want of a privilege, say, it stays unknown, and a warning says so.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
func Read(ctx context.Context, client *dynamics.Client, cacheFile string) (Reading, error) {
	var r Reading
	kept, found := readCache(cacheFile)
	q := dynamics.Question{
		Op: "read the metadata document", Path: "$metadata", MaxAnswer: maxDocument,
		Header: http.Header{"Accept": {"application/xml"}},
	}
	if found {
		q.Header.Set("If-None-Match", kept.etag)
	}
	a, err := client.Ask(ctx, q)
	if e, ok := errors.AsType[*dynamics.Error](err); ok && found && e.Status == http.StatusNotModified {
		r.Model, r.Cached = kept.model, true
	} else if err != nil {
		return Reading{}, err
	} else {
		if r.Model, err = parse(bytes.NewReader(a.Body)); err != nil {
			return Reading{}, fmt.Errorf("read the metadata document: %w", err)
		}
		if err := writeCache(cacheFile, cache{a.Header.Get("ETag"), r.Model}); err != nil {
			r.Warnings = append(r.Warnings, "the metadata was not kept for the next time: "+err.Error())
		}
	}
	err = r.Model.readKeys(ctx, client)
	if e, ok := errors.AsType[*dynamics.Error](err); ok && dynamics.ClassOf(e) == dynamics.Rejected {
		r.Warnings = append(r.Warnings, "whether the indexes of alternate keys are active is not known: "+e.Error())
	} else if err != nil {
		return Reading{}, err
	}
	return r, nil
}

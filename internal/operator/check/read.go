package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operation"
)

// maxDocument is the limit, in bytes, of a response and of the cache.
const maxDocument = csdl.MaxDocument

// Reading is the result of [Read].
type Reading struct {
	Model *Model
	// Cached is true if the model comes from the cache: the document has not changed.
	Cached bool
	// Warnings describe metadata that Read could not read or could not cache, one line each.
	Warnings []string
}

// ReadDocument reads a metadata document without its environment. A table without an alternate
// key in the document may have one. The error describes the problem of the document and its
// place.
func ReadDocument(document io.Reader) (*Model, error) {
	m, err := parse(document)
	if m != nil {
		m.KeysUnknown = true
	}
	return m, err
}

// Read reads the metadata of an environment: the metadata document, and the state of the
// alternate keys, which changes without the document. Read keeps the document with its ETag
// in cacheFile; see [CacheFile]. It reads the document again only if the document changed. An
// empty cacheFile means no cache. If the cache is not readable or not writable, Read needs
// more time and succeeds.
//
// The error is a [*dynamics.Error], comes from the client's credentials, or describes the
// problem of a response. If Dataverse refuses the state of the keys, for example because a
// privilege is missing, the state stays unknown, and a warning says so.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
func Read(ctx context.Context, client *dynamics.Client, cacheFile string) (Reading, error) {
	var r Reading
	kept, found := readCache(cacheFile)
	q := dynamics.Request{
		Op: "read the metadata document", Path: "$metadata", MaxResponse: maxDocument,
		Header: http.Header{"Accept": {"application/xml"}},
	}
	if found {
		q.Header.Set("If-None-Match", kept.etag)
	}
	a, err := client.Do(ctx, q)
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
	if e, ok := errors.AsType[*dynamics.Error](err); ok && dynamics.ClassOf(e) == operation.Rejected {
		r.Warnings = append(r.Warnings, "whether the indexes of alternate keys are active is not known: "+e.Error())
	} else if err != nil {
		return Reading{}, err
	}
	return r, nil
}

package webapi

import (
	"bytes"
	"crypto/rand"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// NewBatchRequest returns the $batch request that carries out other requests: one after
// another and independently, or in one change set, which Dataverse carries out as a whole. In
// a change set, request n has the Content-ID n, from 1. [ReadBatch] reads the response.
//
// The whole request has the header of the user to act for. Each part has the header too,
// because no document says that a part inherits it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
func NewBatchRequest(root Root, op string, as UserHeader, parts []Request, changeSet bool) Request {
	outer := "batch_" + rand.Text()
	w := &partsWriter{boundary: outer, as: as}
	if changeSet {
		w.boundary = "changeset_" + rand.Text()
		w.line("--", outer)
		w.line("Content-Type: multipart/mixed; boundary=", w.boundary)
		w.line()
	}
	size := partHead
	for _, part := range parts {
		size += len(part.Body) + len(part.URL) + partHead
	}
	w.body.Grow(size)
	for i, part := range parts {
		id := ""
		if changeSet {
			id = strconv.Itoa(i + 1)
		}
		w.part(part, id)
	}
	w.line("--", w.boundary, "--")
	if changeSet {
		w.line()
		w.line("--", outer, "--")
	}
	w.line() // the documents show the text after the last boundary as a line of its own
	h := http.Header{}
	h.Set("Content-Type", "multipart/mixed; boundary="+outer)
	// Without the header the first refusal ends the batch, and stands for the whole batch.
	h.Set("Prefer", "odata.continue-on-error")
	return Request{Op: op, Method: http.MethodPost, URL: root.String() + "$batch", Path: "$batch", Header: h, Body: w.body.Bytes()}
}

// partHead is about the number of bytes of a part besides its address and its body.
const partHead = 500

// partsWriter writes requests as the parts of a multipart body. Each line ends with
// CRLF.
type partsWriter struct {
	body     bytes.Buffer
	boundary string
	as       UserHeader
}

func (w *partsWriter) line(parts ...string) {
	for _, p := range parts {
		w.body.WriteString(p)
	}
	w.body.WriteString("\r\n")
}

func (w *partsWriter) part(r Request, contentID string) {
	w.line("--", w.boundary)
	w.line("Content-Type: application/http")
	w.line("Content-Transfer-Encoding: binary")
	if contentID != "" {
		w.line("Content-ID: ", contentID)
	}
	w.line()
	w.line(r.Method, " ", r.URL, " HTTP/1.1")
	w.line("Accept: application/json")
	if len(r.Body) > 0 {
		w.line("Content-Type: application/json; charset=utf-8")
	}
	if w.as.Name != "" {
		w.line(w.as.Name, ": ", w.as.Value)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			w.line(name, ": ", value)
		}
	}
	w.line()
	w.body.Write(r.Body)
	w.line()
}

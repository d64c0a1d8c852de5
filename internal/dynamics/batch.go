package dynamics

import (
	"bytes"
	"crypto/rand"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// batch is the one request that carries out others: one after another, each for
// itself, or together in a change set, where all of them happen or none. In a
// change set the n-th has the Content-ID n, beginning with 1. What was done and
// what not stands in the answer, see [answer.parts].
//
// Whom a request acts for stands in the part as well as on the whole, as nothing
// documented says that a part takes it over.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
func batch(root Root, op string, as caller, parts []request, changeSet bool) request {
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
		size += len(part.body) + len(part.url) + partHead
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
	w.line() // what follows the last boundary is documented to be a line of its own
	h := http.Header{}
	h.Set("Content-Type", "multipart/mixed; boundary="+outer)
	// Without it the first refusal ends the batch, and stands for all of it.
	h.Set("Prefer", "odata.continue-on-error")
	return request{op: op, method: http.MethodPost, url: root.String() + "$batch", path: "$batch", header: h, body: w.body.Bytes()}
}

// partHead is about what a part takes besides its address and its body.
const partHead = 500

// partsWriter writes requests as the parts of a multipart body, each line of
// which ends with CRLF.
type partsWriter struct {
	body     bytes.Buffer
	boundary string
	as       caller
}

func (w *partsWriter) line(parts ...string) {
	for _, p := range parts {
		w.body.WriteString(p)
	}
	w.body.WriteString("\r\n")
}

func (w *partsWriter) part(r request, contentID string) {
	w.line("--", w.boundary)
	w.line("Content-Type: application/http")
	w.line("Content-Transfer-Encoding: binary")
	if contentID != "" {
		w.line("Content-ID: ", contentID)
	}
	w.line()
	w.line(r.method, " ", r.url, " HTTP/1.1")
	w.line("Accept: application/json")
	if len(r.body) > 0 {
		w.line("Content-Type: application/json; charset=utf-8")
	}
	if w.as.header != "" {
		w.line(w.as.header, ": ", w.as.id)
	}
	for _, name := range slices.Sorted(maps.Keys(r.header)) {
		for _, value := range r.header[name] {
			w.line(name, ": ", value)
		}
	}
	w.line()
	w.body.Write(r.body)
	w.line()
}

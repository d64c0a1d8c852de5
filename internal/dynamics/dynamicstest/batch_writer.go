package dynamicstest

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// batchWriter writes the answer to a batch, or the part of it that answers a
// change set.
type batchWriter struct {
	boundary string
	body     bytes.Buffer
}

func newBatchWriter(prefix string) *batchWriter { return &batchWriter{boundary: prefix + newGUID()} }

func (w *batchWriter) line(parts ...string) {
	for _, p := range parts {
		w.body.WriteString(p)
	}
	w.body.WriteString("\r\n")
}

// headerOrder is the order in which the documents show the headers of a part.
var headerOrder = []string{"Req_id", "Content-Type", "Odata-Version", "Location", "Odata-Entityid"}

// headerSpellings are the names that net/http would write otherwise.
var headerSpellings = map[string]string{"Req_id": "REQ_ID", "Odata-Version": "OData-Version", "Odata-Entityid": "OData-EntityId", "Etag": "ETag"}

// operation adds the answer to one operation.
func (w *batchWriter) operation(contentID string, a answer) {
	w.line("--", w.boundary)
	w.line("Content-Type: application/http")
	w.line("Content-Transfer-Encoding: binary")
	if contentID != "" {
		w.line("Content-ID: ", contentID)
	}
	w.line()
	w.line("HTTP/1.1 ", strconv.Itoa(a.status), " ", http.StatusText(a.status))
	others := slices.DeleteFunc(slices.Sorted(maps.Keys(a.header)), func(name string) bool { return slices.Contains(headerOrder, name) })
	for _, name := range slices.Concat(headerOrder, others) {
		spelling, special := headerSpellings[name]
		if !special {
			spelling = name
		}
		for _, value := range a.header[name] {
			w.line(spelling, ": ", value)
		}
	}
	w.line()
	w.body.Write(a.body)
	w.line()
}

// changeSet adds the answer to a change set.
func (w *batchWriter) changeSet(set *batchWriter) {
	w.line("--", w.boundary)
	w.line("Content-Type: multipart/mixed; boundary=", set.boundary)
	w.line()
	w.body.Write(set.end())
}

func (w *batchWriter) end() []byte {
	w.line("--", w.boundary, "--")
	return w.body.Bytes()
}

func (w *batchWriter) answer(status int) answer {
	return answer{status: status, header: http.Header{"Content-Type": {"multipart/mixed; boundary=" + w.boundary}}, body: w.end()}
}

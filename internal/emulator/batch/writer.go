package batch

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/response"
)

// Writer writes the response to a batch, or the part of the response for a change set.
type Writer struct {
	boundary string
	body     bytes.Buffer
}

// NewWriter returns a writer whose boundary begins with the prefix.
func NewWriter(prefix string) *Writer { return &Writer{boundary: prefix + guid.New()} }

func (w *Writer) line(parts ...string) {
	for _, p := range parts {
		w.body.WriteString(p)
	}
	w.body.WriteString("\r\n")
}

// headerOrder is the order in which the documents show the headers of a part.
var headerOrder = []string{"Req_id", "Content-Type", "Odata-Version", "Location", "Odata-Entityid"}

// AddOperation adds the response to one operation.
func (w *Writer) AddOperation(contentID string, a response.Response) {
	w.line("--", w.boundary)
	w.line("Content-Type: application/http")
	w.line("Content-Transfer-Encoding: binary")
	if contentID != "" {
		w.line("Content-ID: ", contentID)
	}
	w.line()
	w.line("HTTP/1.1 ", strconv.Itoa(a.Status), " ", http.StatusText(a.Status))
	others := slices.DeleteFunc(slices.Sorted(maps.Keys(a.Header)), func(name string) bool { return slices.Contains(headerOrder, name) })
	for _, name := range slices.Concat(headerOrder, others) {
		spelling, special := response.HeaderSpellings[name]
		if !special {
			spelling = name
		}
		for _, value := range a.Header[name] {
			w.line(spelling, ": ", value)
		}
	}
	w.line()
	w.body.Write(a.Body)
	w.line()
}

// AddChangeSet adds the response to a change set.
func (w *Writer) AddChangeSet(set *Writer) {
	w.line("--", w.boundary)
	w.line("Content-Type: multipart/mixed; boundary=", set.boundary)
	w.line()
	w.body.Write(set.end())
}

func (w *Writer) end() []byte {
	w.line("--", w.boundary, "--")
	return w.body.Bytes()
}

// Response ends the body and returns the response with it.
func (w *Writer) Response(status int) response.Response {
	return response.Response{Status: status, Header: http.Header{"Content-Type": {"multipart/mixed; boundary=" + w.boundary}}, Body: w.end()}
}

// Part gives a response the headers that it has as a part of a batch.
func Part(a response.Response) response.Response {
	h := maps.Clone(a.Header)
	if h == nil {
		h = http.Header{}
	}
	if !a.FromGateway {
		h.Set("OData-Version", "4.0")
	}
	switch {
	case a.FromGateway:
	case a.Status >= http.StatusBadRequest:
		h.Set("REQ_ID", guid.New())
	case h.Get("Content-Type") == response.WebAPIJSON:
		h.Set("Content-Type", response.WebAPIJSON+"; odata.streaming=true")
	}
	a.Header = h
	return a
}

// Package batchparts reads the operations of a $batch and their responses, for people. It
// reads the parts that arrived: a body that was cut short has fewer parts.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
package batchparts

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// Body is the body of a $batch, or of its response, with its Content-Type.
type Body struct {
	Type string
	Text []byte
}

// Part is an operation of a $batch.
type Part struct {
	Method string `json:"method"`
	Target string `json:"target"` // as sent
	// Status is 0 for an operation without a response of its own.
	Status int `json:"status"`
	// Undone says that another operation of the change set failed, so that Dataverse undid
	// this operation.
	Undone bool `json:"undone,omitempty"`
}

// most limits the parts of a body: Dataverse takes 1000 operations.
const most = 1000

// item is a part of a body: one operation or response, or the ones of a change set.
type item struct {
	isSet bool
	lines []line
}

// line is the first line of an operation or a response.
type line struct{ id, text string }

// Read returns the operations of a $batch in their order. It returns nil for any other body.
func Read(request, response Body) []Part {
	asked, answered := items(request), items(response)
	var all []Part
	for n, a := range asked {
		var got item
		if n < len(answered) {
			got = answered[n]
		}
		for m, l := range a.lines {
			method, target, _ := strings.Cut(l.text, " ")
			target, _, _ = strings.Cut(target, " HTTP/")
			p := Part{Method: method, Target: target}
			p.Status, p.Undone = got.of(a, m)
			all = append(all, p)
		}
	}
	return all
}

// of returns the status of operation m of an item of the request. The response to a change set
// that failed has one part, with the Content-ID of the operation that failed if there is one.
func (got item) of(asked item, m int) (status int, undone bool) {
	if len(got.lines) == 0 {
		return 0, false
	}
	if !asked.isSet || len(got.lines) == len(asked.lines) {
		return statusOf(got.lines[m].text), false
	}
	for _, l := range got.lines {
		if l.id == asked.lines[m].id && l.id != "" {
			return statusOf(l.text), false
		}
	}
	first := statusOf(got.lines[0].text)
	switch {
	case first < http.StatusBadRequest:
		return 0, false
	case got.lines[0].id == "":
		return first, false
	}
	return 0, true
}

// statusOf returns the status of a status line; 0 for another line.
func statusOf(text string) int {
	_, rest, _ := strings.Cut(text, " ")
	code, _, _ := strings.Cut(rest, " ")
	n, _ := strconv.Atoi(code)
	return n
}

func items(b Body) []item {
	var all []item
	each(b.Type, bytes.NewReader(b.Text), func(header textproto.MIMEHeader, content io.Reader) {
		kind := header.Get("Content-Type")
		if !strings.HasPrefix(strings.ToLower(kind), "multipart/") {
			all = append(all, item{lines: []line{read(header, content)}})
			return
		}
		set := item{isSet: true}
		each(kind, content, func(header textproto.MIMEHeader, content io.Reader) {
			set.lines = append(set.lines, read(header, content))
		})
		all = append(all, set)
	})
	return all
}

// each calls f for the parts of a body until its end, or until it cannot be read further.
func each(contentType string, body io.Reader, f func(textproto.MIMEHeader, io.Reader)) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(kind, "multipart/") || params["boundary"] == "" {
		return
	}
	parts := multipart.NewReader(body, params["boundary"])
	for range most {
		part, err := parts.NextRawPart()
		if err != nil {
			return
		}
		f(part.Header, part)
	}
}

// read returns the first line of a part. Dataverse takes the Content-ID from the header of
// the part, or else from the header of the operation.
func read(header textproto.MIMEHeader, content io.Reader) line {
	r := textproto.NewReader(bufio.NewReader(content))
	text, _ := r.ReadLine() // a part without a line has an empty line
	id := header.Get("Content-ID")
	if id == "" {
		inner, _ := r.ReadMIMEHeader() // the header of a part that was cut short is not whole
		id = inner.Get("Content-ID")
	}
	return line{id, text}
}

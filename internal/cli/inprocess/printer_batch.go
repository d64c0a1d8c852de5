package inprocess

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"sns-dynamics/internal/emulator"
)

// batch shows the requests in a $batch, without the boundaries between them, which are
// random.
func (p printer) batch(r emulator.Request) {
	p.parts(r.Header.Get("Content-Type"), bytes.NewReader(r.Body))
}

func (p printer) parts(contentType string, body io.Reader) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return
	}
	for reader := multipart.NewReader(body, params["boundary"]); ; {
		part, err := reader.NextRawPart()
		if err != nil {
			return // the end, or an invalid part, which the function has sent nonetheless
		}
		if media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); media == "multipart/mixed" {
			fmt.Fprintln(p.w, "             change set")
			p.parts(part.Header.Get("Content-Type"), part)
			continue
		}
		p.part(part)
	}
}

func (p printer) part(part *multipart.Part) {
	content := bufio.NewReader(part)
	r, err := http.ReadRequest(content)
	if err != nil {
		return
	}
	if p.isShort && isDefinition(r.RequestURI) {
		return
	}
	number := part.Header.Get("Content-Id")
	if number != "" {
		number += " "
	}
	fmt.Fprintf(p.w, "             %s%s %s\n", number, r.Method, p.readable(r.RequestURI))
	p.header(r.Header)
	// Without a Content-Length header net/http reads no body: the body is the rest.
	body, err := io.ReadAll(io.MultiReader(r.Body, content))
	if body = bytes.TrimSpace(body); err == nil && len(body) > 0 {
		fmt.Fprintf(p.w, "               %s\n", p.readable(onOneLine(body)))
	}
}

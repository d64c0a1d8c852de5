package emulator_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// part is the response to one operation of a batch, or to a change set.
type part struct {
	contentID string
	changeSet []part // nil for an operation
	response
}

// parts reads the response to a batch with the parser of the standard library.
func (r response) parts() ([]part, error) {
	mediaType, params, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil || mediaType != "multipart/mixed" {
		return nil, fmt.Errorf("content type %q: %v", r.header.Get("Content-Type"), err)
	}
	return readParts(bytes.NewReader(r.body), params["boundary"])
}

// mustParts fails the test unless the response is the response to a batch of n items.
func (r response) mustParts(tb testing.TB, n int) []part {
	tb.Helper()
	list, err := r.parts()
	if err != nil || len(list) != n {
		tb.Fatalf("%d parts, want %d (%v) in\n%d %s", len(list), n, err, r.status, r.body)
	}
	return list
}

func readParts(r io.Reader, boundary string) ([]part, error) {
	var list []part
	for mr := multipart.NewReader(r, boundary); ; {
		p, err := mr.NextRawPart()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		one, err := readPart(p)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
}

func readPart(p *multipart.Part) (part, error) {
	mediaType, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
	if err != nil {
		return part{}, err
	}
	one := part{contentID: p.Header.Get("Content-ID")}
	if mediaType == "multipart/mixed" {
		one.changeSet, err = readParts(p, params["boundary"])
		return one, err
	}
	if mediaType != "application/http" || p.Header.Get("Content-Transfer-Encoding") != "binary" {
		return part{}, fmt.Errorf("headers of the part: %v", p.Header)
	}
	res, err := http.ReadResponse(bufio.NewReader(p), nil)
	if err != nil {
		return part{}, err
	}
	defer res.Body.Close()
	one.response = response{status: res.StatusCode, header: res.Header}
	one.body, err = io.ReadAll(res.Body)
	return one, err
}

// batchDifferences compares the response to a batch with the documented response, part by
// part: structure, Content-IDs, statuses, headers and bodies.
func batchDifferences(documented string, r response, conn emulator.Connection) []string {
	boundary, _, _ := strings.Cut(strings.TrimPrefix(documented, "--"), "\n")
	text := strings.ReplaceAll(fill(documented, conn, nil), "\n", "\r\n")
	text = strings.ReplaceAll(text, "\r\n\r\n--", "\r\n\r\n\r\n--") // some documents lack the line that ends the headers
	want, err := readParts(strings.NewReader(text), boundary)
	if err != nil {
		return []string{"the document: " + err.Error()}
	}
	got, err := r.parts()
	if err != nil {
		return []string{err.Error()}
	}
	return partDifferences("batch", want, got)
}

func partDifferences(at string, want, got []part) []string {
	if len(want) != len(got) {
		return []string{fmt.Sprintf("%s has %d parts, want %d", at, len(got), len(want))}
	}
	var diffs []string
	for i, w := range want {
		g, at := got[i], fmt.Sprintf("%s[%d]", at, i)
		report := func(what string, got, want any) {
			diffs = append(diffs, fmt.Sprintf("%s: %s is %v, want %v", at, what, got, want))
		}
		if (w.changeSet == nil) != (g.changeSet == nil) {
			report("a change set", g.changeSet != nil, w.changeSet != nil)
			continue
		}
		diffs = append(diffs, partDifferences(at, w.changeSet, g.changeSet)...)
		if w.contentID != g.contentID || w.status != g.status {
			report("Content-ID and status", g.contentID+fmt.Sprint(g.status), w.contentID+fmt.Sprint(w.status))
		}
		for name := range w.header {
			got, want := volatile(g.header.Get(name)), volatile(w.header.Get(name))
			if name != "Req_id" && got != want || got == "" {
				report(name, got, want)
			}
		}
		for name := range g.header {
			if w.header.Get(name) == "" {
				report(name, g.header.Get(name), "left out")
			}
		}
		diffs = append(diffs, bodyDifferences(at, w.body, g.body)...)
	}
	return diffs
}

func bodyDifferences(at string, want, got []byte) []string {
	want, got = bytes.TrimSpace(want), bytes.TrimSpace(got)
	if len(want) == 0 || len(got) == 0 {
		if len(want) != len(got) {
			return []string{fmt.Sprintf("%s: body %q, want %q", at, got, want)}
		}
		return nil
	}
	var w, g any
	if err := errors.Join(json.Unmarshal(want, &w), json.Unmarshal(got, &g)); err != nil {
		return []string{at + ": " + err.Error()}
	}
	return shape(at, w, g)
}

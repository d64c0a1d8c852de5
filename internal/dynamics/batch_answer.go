package dynamics

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

// part is what was answered to one request of a batch.
type part struct {
	// contentID is that of the request, in a change set only.
	contentID string
	status    int
	header    http.Header
	body      []byte
}

// maxParts is how many parts of an answer are read: as many as a batch may have.
const maxParts = 1000

// parts are the answers to the requests of a batch, in their order, those of a
// change set among them. A change set of which one was refused has one answer:
// the refusal. Fewer than there were requests come where the service ended early.
// The error says that the answer is not that to a batch, or breaks off; the parts
// that came before are returned with it.
func (a answer) parts() ([]part, error) {
	return readParts(a.header.Get("Content-Type"), bytes.NewReader(a.body), nil, 0)
}

// readParts adds what is in a multipart body to the parts. Change sets are
// nested one deep, and nothing deeper.
func readParts(contentType string, body io.Reader, parts []part, depth int) ([]part, error) {
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || media != "multipart/mixed" || parameters["boundary"] == "" || depth > 1 {
		return parts, errors.New("the answer is not that to a batch")
	}
	reader := multipart.NewReader(body, parameters["boundary"])
	for {
		raw, err := reader.NextRawPart()
		switch {
		case err == io.EOF:
			return parts, nil
		case err != nil:
			return parts, errors.New("the answer to the batch breaks off or is malformed")
		case len(parts) == maxParts:
			return parts, fmt.Errorf("the answer to the batch has more than %d parts", maxParts)
		}
		if media, _, _ := mime.ParseMediaType(raw.Header.Get("Content-Type")); media == "multipart/mixed" {
			parts, err = readParts(raw.Header.Get("Content-Type"), raw, parts, depth+1)
			if err != nil {
				return parts, err
			}
			continue
		}
		p, err := readPart(raw)
		if err != nil {
			return parts, err
		}
		parts = append(parts, p)
	}
}

func readPart(raw *multipart.Part) (part, error) {
	// The body ends with the part; a length that a header claims beyond that
	// makes it break off.
	resp, err := http.ReadResponse(bufio.NewReader(raw), nil)
	if err != nil {
		return part{}, errors.New("a part of the answer to the batch is not an answer")
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return part{}, errors.New("a part of the answer to the batch breaks off")
	}
	return part{contentID: raw.Header.Get("Content-Id"), status: resp.StatusCode, header: resp.Header, body: body}, nil
}

// partError is the refusal of one request of a batch, by its answer; nil where there
// was none.
func (c *Client) partError(p part, r request, as caller, a answer) *Error {
	if p.status >= 200 && p.status <= 299 {
		return nil
	}
	// Its headers may be few: those of the whole answer are Dataverse's.
	e := &Error{Op: r.op, Method: r.method, Path: r.path, Impersonated: as.header != "", sent: true, foreign: p.isPage()}
	e = c.refusal(e, p)
	e.withhold(a.token)
	return e
}

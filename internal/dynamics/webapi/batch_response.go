package webapi

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

// Response is a response of the Web API, to a request or to one part of a $batch.
type Response struct {
	// ContentID is the Content-ID of the request, in a change set only.
	ContentID string
	Status    int
	Header    http.Header
	Body      []byte
}

// maxParts is the limit of the parts that are read: the limit of Dataverse for one
// batch.
const maxParts = 1000

// ReadBatch returns the responses to the parts of a $batch, in their order, with the
// responses of a change set among them. A refused change set has one response: the
// refusal. If the service ended early, there are fewer responses than parts. The error
// says that the response is no response to a $batch, or that it is cut off; ReadBatch
// returns the responses before that point too.
func ReadBatch(header http.Header, body []byte) ([]Response, error) {
	return readParts(header.Get("Content-Type"), bytes.NewReader(body), nil, 0)
}

// readParts adds the parts of a multipart body. Change sets are nested one level deep;
// deeper levels are an error.
func readParts(contentType string, body io.Reader, parts []Response, depth int) ([]Response, error) {
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || media != "multipart/mixed" || parameters["boundary"] == "" || depth > 1 {
		return parts, errors.New("the response is not a batch response")
	}
	reader := multipart.NewReader(body, parameters["boundary"])
	for {
		raw, err := reader.NextRawPart()
		switch {
		case err == io.EOF:
			return parts, nil
		case err != nil:
			return parts, errors.New("the batch response is cut off or malformed")
		case len(parts) == maxParts:
			return parts, fmt.Errorf("the batch response has more than %d parts", maxParts)
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

func readPart(raw *multipart.Part) (Response, error) {
	// The body ends with the part. If a header claims a greater length, the body is cut
	// off.
	resp, err := http.ReadResponse(bufio.NewReader(raw), nil)
	if err != nil {
		return Response{}, errors.New("a part of the batch response is not an HTTP response")
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return Response{}, errors.New("a part of the batch response is cut off")
	}
	return Response{ContentID: raw.Header.Get("Content-Id"), Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

package check_test

import (
	"io"
	"net/http"
	"strings"
)

// edited changes the metadata document in its response.
type edited struct {
	http.RoundTripper
	edit func(http.Header, string) (http.Header, string)
}

func (t edited) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/$metadata") || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	header, text := t.edit(resp.Header, string(body))
	resp.Header, resp.Body, resp.ContentLength = header, io.NopCloser(strings.NewReader(text)), int64(len(text))
	return resp, nil
}

// refusing refuses EntityDefinitions like Dataverse does without the privilege, and passes
// on every other request.
type refusing struct{ http.RoundTripper }

func (t refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/EntityDefinitions") {
		return t.RoundTripper.RoundTrip(r)
	}
	return &http.Response{
		StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/json"}, "Odata-Version": {"4.0"}},
		Body: io.NopCloser(strings.NewReader(`{"error":{"code":"0x80040220","message":"no privilege"}}`)),
	}, nil
}

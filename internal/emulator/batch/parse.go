// Package batch reads the body of a $batch and writes the body of its response.
package batch

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
)

// Item is one operation of a batch, or the operations of a change set.
type Item struct {
	ChangeSet  bool
	Operations []Operation
}

// Operation is one operation of a batch in the form in which it was sent.
type Operation struct {
	ContentID string
	Method    string
	Target    string // as written: relative, an absolute path, absolute or "$" and a Content-ID
	header    http.Header
	Body      []byte
	// Unreadable says that Dataverse cannot read the body because of its line breaks.
	Unreadable bool
}

// The documents have one limit for both. maxBatch also counts the operations in change
// sets.
const maxChangeSet, maxBatch = 1000, 1000

// maxBatchTarget is the limit of the length of a URL in a batch.
const maxBatchTarget = 65536

// refuse refuses a batch that cannot be parsed.
func refuse(format string, args ...any) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80060888", format, args...)
}

// Boundary finds the boundary in the Content-Type of a batch or a change set. The error is
// an *odata.Error.
func Boundary(contentType string) (string, error) {
	if contentType == "" {
		return "", refuse(`The batch request must have a "Content-Type" header.`)
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if mediaType == "application/json" {
		return "", odata.NotCovered("a $batch in JSON")
	}
	if mediaType != "multipart/mixed" {
		return "", refuse(`The batch request must be of type "multipart/mixed".`)
	}
	if err != nil || params["boundary"] == "" {
		return "", refuse(`The batch request must have a boundary specification in the "Content-Type" header.`)
	}
	return params["boundary"], nil
}

// Parse reads a batch. It finds an error of form before any operation runs. The error is
// an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
func Parse(boundary string, body []byte) ([]Item, error) {
	m := splitParts(body, boundary)
	if !m.closed {
		return nil, refuse("The batch request has no termination indicator '--%s--'.", boundary)
	}
	if len(m.parts) == 0 {
		return nil, odata.NotCovered("a $batch without an operation")
	}
	var items []Item
	total := 0
	for _, part := range m.parts {
		item, err := parseItem(part)
		if err != nil {
			return nil, err
		}
		if total += len(item.Operations); total > maxBatch {
			return nil, refuse("The current batch message contains too many parts. Only batch messages with a maximum number of '%d' query operations, including changeset operations, are allowed.", maxBatch)
		}
		items = append(items, item)
	}
	m.markUnreadable(items[len(items)-1])
	return items, nil
}

// markUnreadable marks the operation that Dataverse fails to read because CRLF is missing:
// the last operation, if it has a body. The document shows two causes: line breaks other
// than CRLF, and a body whose last line has no line break. Two line breaks at the end help.
// Users report that Dataverse reads a change set whose only fault is in the last line.
//
// See https://learn.microsoft.com/troubleshoot/power-platform/dataverse/dataverse-web-api-and-sdk/web-api-client-errors
func (m multipartBody) markUnreadable(last Item) {
	endsWell := bytes.HasSuffix(m.epilogue, []byte("\r\n")) || last.ChangeSet
	if bytes.Count(m.epilogue, []byte("\n")) >= 2 || endsWell && !m.bare {
		return
	}
	op := &last.Operations[len(last.Operations)-1]
	op.Unreadable = len(op.Body) > 0
}

func parseItem(part []byte) (Item, error) {
	header, rest, err := splitHeader(part)
	if err != nil {
		return Item{}, err
	}
	if !isMultipart(header) {
		op, err := parseOperation(header, rest)
		return Item{Operations: []Operation{op}}, err
	}
	boundary, err := Boundary(header.Get("Content-Type"))
	if err != nil {
		return Item{}, err
	}
	m := splitParts(rest, boundary)
	if !m.closed {
		return Item{}, refuse("The change set has no termination indicator '--%s--'.", boundary)
	}
	if len(m.parts) > maxChangeSet {
		return Item{}, refuse("The current change set contains too many operations. A maximum number of '%d' operations are allowed in a change set.", maxChangeSet)
	}
	if len(m.parts) == 0 {
		return Item{}, odata.NotCovered("a change set without an operation")
	}
	item := Item{ChangeSet: true}
	seen := map[string]bool{}
	for _, part := range m.parts {
		op, err := parseChange(part)
		if err != nil {
			return Item{}, err
		}
		if seen[op.ContentID] {
			return Item{}, refuse("The content ID '%s' was found more than once in the same change set. Content IDs have to be unique across all operations of a change set.", op.ContentID)
		}
		seen[op.ContentID] = true
		item.Operations = append(item.Operations, op)
	}
	return item, nil
}

func isMultipart(h http.Header) bool {
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "multipart/")
}

// parseChange reads an operation of a change set, which has rules of its own.
func parseChange(part []byte) (Operation, error) {
	header, rest, err := splitHeader(part)
	if err != nil {
		return Operation{}, err
	}
	if isMultipart(header) {
		return Operation{}, refuse("A change set cannot hold another change set.")
	}
	op, err := parseOperation(header, rest)
	switch {
	case err != nil:
		return op, err
	case !slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch}, op.Method):
		return op, refuse("An invalid HTTP method '%s' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'.", op.Method)
	case op.ContentID == "":
		return op, refuse("The header with name 'Content-ID' was not present in the header collection of the batch operation.")
	}
	return op, nil
}

// parseOperation reads the request in the content of a part.
func parseOperation(part http.Header, content []byte) (Operation, error) {
	mediaType, _, _ := mime.ParseMediaType(part.Get("Content-Type"))
	if mediaType != "application/http" {
		return Operation{}, refuse("The 'Content-Type' header of a part of a batch message must be 'application/http' or 'multipart/mixed'; it is '%s'.", part.Get("Content-Type"))
	}
	if !strings.EqualFold(part.Get("Content-Transfer-Encoding"), "binary") {
		return Operation{}, refuse("The 'Content-Transfer-Encoding' header of a part of a batch message must be 'binary'; it is '%s'.", part.Get("Content-Transfer-Encoding"))
	}
	line, rest := cutLine(content)
	method, line, _ := strings.Cut(line, " ")
	space := strings.LastIndexByte(line, ' ')
	if method == "" || space <= 0 || line[space+1:] != "HTTP/1.1" {
		return Operation{}, refuse("The request line of a batch operation must be a method, a URL and 'HTTP/1.1', with single spaces between them.")
	}
	op := Operation{ContentID: part.Get("Content-ID"), Method: method, Target: strings.TrimSpace(line[:space])}
	var err error
	if op.header, rest, err = splitHeader(rest); err != nil {
		return op, err
	}
	if op.ContentID == "" {
		op.ContentID = op.header.Get("Content-ID")
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		op.Body = rest
	}
	return op, op.checkTarget()
}

// checkTarget refuses a URL for which Dataverse refuses a whole batch.
func (op Operation) checkTarget() error {
	path, _, _ := strings.Cut(op.Target, "?")
	if path == "$batch" || strings.HasSuffix(path, "/$batch") {
		return refuse("A batch request cannot contain another batch request.")
	}
	if len(op.Target) > maxBatchTarget {
		return odata.NotCovered("a URL of more than %d characters", maxBatchTarget)
	}
	if scheme, rest, found := strings.Cut(path, "://"); found && !strings.Contains(scheme, "/") {
		_, path, _ = strings.Cut(rest, "/")
		path = "/" + path
	}
	segments := strings.Split(path, "/")
	if segments[0] == "" && len(segments) > 3 && !odata.IsVersion(segments[3]) {
		return refuse("Requested API Version '%s' was not understood. Please provide in the format /api/data/v<Major>.<Minor>/ (example: /api/data/v7.2/)", segments[3])
	}
	return nil
}

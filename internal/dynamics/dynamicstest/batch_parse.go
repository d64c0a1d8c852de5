package dynamicstest

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// batchItem is one operation of a batch, or the operations of a change set.
type batchItem struct {
	changeSet  bool
	operations []batchOperation
}

type batchOperation struct {
	contentID string
	method    string
	target    string // as written: relative, an absolute path, absolute or "$" and a Content-ID
	header    http.Header
	body      []byte
	// unreadable says that the line breaks are such that Dataverse cannot read
	// the body.
	unreadable bool
}

// Both bounds are the documented one; the second counts what is in change sets
// too.
const maxChangeSet, maxBatch = 1000, 1000

// maxBatchTarget is how long a URL in a batch may be.
const maxBatchTarget = 65536

// badBatch refuses a batch that cannot be taken apart.
func badBatch(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "0x80060888", format, args...)
}

// batchBoundary finds the boundary in the Content-Type of a batch or a change
// set.
func batchBoundary(contentType string) (string, error) {
	if contentType == "" {
		return "", badBatch(`The batch request must have a "Content-Type" header.`)
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if mediaType == "application/json" {
		return "", notKnown("a $batch in JSON")
	}
	if mediaType != "multipart/mixed" {
		return "", badBatch(`The batch request must be of type "multipart/mixed".`)
	}
	if err != nil || params["boundary"] == "" {
		return "", badBatch(`The batch request must have a boundary specification in the "Content-Type" header.`)
	}
	return params["boundary"], nil
}

// parseBatch takes a batch apart. What is wrong with its form is found before
// any operation is carried out.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
func parseBatch(boundary string, body []byte) ([]batchItem, error) {
	m := splitParts(body, boundary)
	if !m.closed {
		return nil, badBatch("The batch request has no termination indicator '--%s--'.", boundary)
	}
	if len(m.parts) == 0 {
		return nil, notKnown("a $batch without an operation")
	}
	var items []batchItem
	total := 0
	for _, part := range m.parts {
		item, err := parseItem(part)
		if err != nil {
			return nil, err
		}
		if total += len(item.operations); total > maxBatch {
			return nil, badBatch("The current batch message contains too many parts. Only batch messages with a maximum number of '%d' query operations, including changeset operations, are allowed.", maxBatch)
		}
		items = append(items, item)
	}
	m.markUnreadable(items[len(items)-1])
	return items, nil
}

// markUnreadable finds the operation that Dataverse fails to read for want of
// CRLF: the last one, if it has a body. It is documented for other line breaks
// than CRLF and for a body whose last line has none; two line breaks at the end
// help. Clients whose only fault is in the last line were seen to get away with
// it in a change set.
//
// See https://learn.microsoft.com/troubleshoot/power-platform/dataverse/dataverse-web-api-and-sdk/web-api-client-errors
func (m multipartBody) markUnreadable(last batchItem) {
	endsWell := bytes.HasSuffix(m.epilogue, []byte("\r\n")) || last.changeSet
	if bytes.Count(m.epilogue, []byte("\n")) >= 2 || endsWell && !m.bare {
		return
	}
	op := &last.operations[len(last.operations)-1]
	op.unreadable = len(op.body) > 0
}

func parseItem(part []byte) (batchItem, error) {
	header, rest, err := splitHeader(part)
	if err != nil {
		return batchItem{}, err
	}
	if !isMultipart(header) {
		op, err := parseOperation(header, rest)
		return batchItem{operations: []batchOperation{op}}, err
	}
	boundary, err := batchBoundary(header.Get("Content-Type"))
	if err != nil {
		return batchItem{}, err
	}
	m := splitParts(rest, boundary)
	if !m.closed {
		return batchItem{}, badBatch("The change set has no termination indicator '--%s--'.", boundary)
	}
	if len(m.parts) > maxChangeSet {
		return batchItem{}, badBatch("The current change set contains too many operations. A maximum number of '%d' operations are allowed in a change set.", maxChangeSet)
	}
	if len(m.parts) == 0 {
		return batchItem{}, notKnown("a change set without an operation")
	}
	item := batchItem{changeSet: true}
	seen := map[string]bool{}
	for _, part := range m.parts {
		op, err := parseChange(part)
		if err != nil {
			return batchItem{}, err
		}
		if seen[op.contentID] {
			return batchItem{}, badBatch("The content ID '%s' was found more than once in the same change set. Content IDs have to be unique across all operations of a change set.", op.contentID)
		}
		seen[op.contentID] = true
		item.operations = append(item.operations, op)
	}
	return item, nil
}

func isMultipart(h http.Header) bool {
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "multipart/")
}

// parseChange reads an operation of a change set, which has rules of its own.
func parseChange(part []byte) (batchOperation, error) {
	header, rest, err := splitHeader(part)
	if err != nil {
		return batchOperation{}, err
	}
	if isMultipart(header) {
		return batchOperation{}, badBatch("A change set cannot hold another change set.")
	}
	op, err := parseOperation(header, rest)
	switch {
	case err != nil:
		return op, err
	case !slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch}, op.method):
		return op, badBatch("An invalid HTTP method '%s' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'.", op.method)
	case op.contentID == "":
		return op, badBatch("The header with name 'Content-ID' was not present in the header collection of the batch operation.")
	}
	return op, nil
}

// parseOperation reads the request that is a part's content.
func parseOperation(part http.Header, content []byte) (batchOperation, error) {
	mediaType, _, _ := mime.ParseMediaType(part.Get("Content-Type"))
	if mediaType != "application/http" {
		return batchOperation{}, badBatch("The 'Content-Type' header of a part of a batch message must be 'application/http' or 'multipart/mixed'; it is '%s'.", part.Get("Content-Type"))
	}
	if !strings.EqualFold(part.Get("Content-Transfer-Encoding"), "binary") {
		return batchOperation{}, badBatch("The 'Content-Transfer-Encoding' header of a part of a batch message must be 'binary'; it is '%s'.", part.Get("Content-Transfer-Encoding"))
	}
	line, rest := cutLine(content)
	method, line, _ := strings.Cut(line, " ")
	space := strings.LastIndexByte(line, ' ')
	if method == "" || space <= 0 || line[space+1:] != "HTTP/1.1" {
		return batchOperation{}, badBatch("The request line of a batch operation must be a method, a URL and 'HTTP/1.1', with single spaces between them.")
	}
	op := batchOperation{contentID: part.Get("Content-ID"), method: method, target: strings.TrimSpace(line[:space])}
	var err error
	if op.header, rest, err = splitHeader(rest); err != nil {
		return op, err
	}
	if op.contentID == "" {
		op.contentID = op.header.Get("Content-ID")
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		op.body = rest
	}
	return op, op.checkTarget()
}

// checkTarget refuses the URLs that Dataverse refuses a whole batch for.
func (op batchOperation) checkTarget() error {
	path, _, _ := strings.Cut(op.target, "?")
	if path == "$batch" || strings.HasSuffix(path, "/$batch") {
		return badBatch("A batch request cannot contain another batch request.")
	}
	if len(op.target) > maxBatchTarget {
		return notKnown("a URL of more than %d characters", maxBatchTarget)
	}
	if scheme, rest, found := strings.Cut(path, "://"); found && !strings.Contains(scheme, "/") {
		_, path, _ = strings.Cut(rest, "/")
		path = "/" + path
	}
	segments := strings.Split(path, "/")
	if segments[0] == "" && len(segments) > 3 && !isVersion(segments[3]) {
		return badBatch("Requested API Version '%s' was not understood. Please provide in the format /api/data/v<Major>.<Minor>/ (example: /api/data/v7.2/)", segments[3])
	}
	return nil
}

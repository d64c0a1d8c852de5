package dynamicstest

import (
	"net/http"
	"net/url"
	"strings"
)

// undeclared is the answer to a whole batch that refers to a row no operation
// before it has made.
func undeclared(contentID string) *apiError {
	return &apiError{status: http.StatusBadRequest, text: true, message: "Content-ID Reference: '$" + contentID + "' does not exist in the batch context."}
}

// request makes an operation of a batch the request it would be by itself. It
// takes over from the batch what says on whose behalf and by which version of
// the protocol it runs.
func (op batchOperation) request(batch *http.Request, root string, declared map[string]string) (*http.Request, error) {
	target, err := op.resolve(root, originOf(batch), declared)
	if err != nil {
		return nil, err
	}
	u, err := url.ParseRequestURI(strings.ReplaceAll(target, " ", "%20"))
	if err != nil {
		return nil, badBatch("'%s' is not a URL.", op.target)
	}
	header := op.header.Clone()
	inherit := func(name string) {
		if header.Get(name) == "" && batch.Header.Get(name) != "" {
			header.Set(name, batch.Header.Get(name))
		}
	}
	impersonates := header.Get("CallerObjectId") != "" || header.Get("MSCRMCallerID") != ""
	for name := range batch.Header {
		switch {
		case strings.EqualFold(name, "CallerObjectId"), strings.EqualFold(name, "MSCRMCallerID"):
			if !impersonates {
				inherit(name)
			}
		case isMSCRM(name), strings.EqualFold(name, "OData-Version"), strings.EqualFold(name, "OData-MaxVersion"):
			inherit(name)
		}
	}
	return &http.Request{Method: op.method, URL: u, RequestURI: u.RequestURI(), Header: header, Host: batch.Host, TLS: batch.TLS}, nil
}

// resolve returns the path and query of the operation's URL.
func (op batchOperation) resolve(root, origin string, declared map[string]string) (string, error) {
	target := op.target
	if name, refers := strings.CutPrefix(target, "$"); refers && !strings.HasPrefix(name, "metadata") {
		end := strings.IndexAny(name, "/?")
		if end < 0 {
			end = len(name)
		}
		if declared[name[:end]] == "" {
			return "", undeclared(name[:end])
		}
		target = declared[name[:end]] + name[end:]
	}
	switch {
	case strings.HasPrefix(target, "/"):
		return target, nil
	case strings.HasPrefix(target, origin+"/"):
		return strings.TrimPrefix(target, origin), nil
	case strings.HasPrefix(target, "http://"), strings.HasPrefix(target, "https://"):
		return "", notKnown("a URL in $batch at another host than %s", origin)
	}
	return strings.TrimPrefix(root, origin) + target, nil
}

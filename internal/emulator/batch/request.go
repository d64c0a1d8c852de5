package batch

import (
	"net/http"
	"net/url"
	"strings"

	"sns-dynamics/internal/emulator/odata"
)

// Request turns an operation of a batch into a request. The request inherits the headers
// of the batch that name the caller and the version of the protocol. The error is an
// *odata.Error.
func (op Operation) Request(batch *http.Request, root string, declared map[string]string) (*http.Request, error) {
	target, err := op.resolve(root, odata.Origin(batch), declared)
	if err != nil {
		return nil, err
	}
	u, err := url.ParseRequestURI(strings.ReplaceAll(target, " ", "%20"))
	if err != nil {
		return nil, refuse("'%s' is not a URL.", op.Target)
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
		case odata.IsMSCRM(name), strings.EqualFold(name, "OData-Version"), strings.EqualFold(name, "OData-MaxVersion"):
			inherit(name)
		}
	}
	return &http.Request{Method: op.Method, URL: u, RequestURI: u.RequestURI(), Header: header, Host: batch.Host, TLS: batch.TLS}, nil
}

// resolve returns the path and query of the operation's URL.
func (op Operation) resolve(root, origin string, declared map[string]string) (string, error) {
	target := op.Target
	if name, refers := strings.CutPrefix(target, "$"); refers && !strings.HasPrefix(name, "metadata") {
		end := strings.IndexAny(name, "/?")
		if end < 0 {
			end = len(name)
		}
		if declared[name[:end]] == "" {
			return "", odata.UndeclaredContentID(name[:end])
		}
		target = declared[name[:end]] + name[end:]
	}
	switch {
	case strings.HasPrefix(target, "/"):
		return target, nil
	case strings.HasPrefix(target, origin+"/"):
		return strings.TrimPrefix(target, origin), nil
	case strings.HasPrefix(target, "http://"), strings.HasPrefix(target, "https://"):
		return "", odata.NotCovered("a URL in $batch at another host than %s", origin)
	}
	return strings.TrimPrefix(root, origin) + target, nil
}

package awstest

import (
	"net/http"
	"strings"
)

// jsonProtocol is AWS JSON 1.0 and 1.1.
//
// See https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
type jsonProtocol struct {
	version string
	// queryCompatible services tell in a header what an error was called in the
	// query protocol that they spoke before.
	queryCompatible bool
}

func (jsonProtocol) operation(r *http.Request, _ []byte) string {
	target := r.Header.Get("X-Amz-Target")
	return target[strings.LastIndex(target, ".")+1:]
}

func (jsonProtocol) input(_ *http.Request, body []byte) (input, error) {
	if len(body) == 0 {
		return input("{}"), nil
	}
	return body, nil
}

func (p jsonProtocol) header() http.Header {
	return http.Header{"Content-Type": {"application/x-amz-json-" + p.version}}
}

func (p jsonProtocol) success(_ Call, out any) answer {
	a := answer{status: http.StatusOK, header: p.header()}
	if out != nil {
		a.body = encodeJSON(out)
	}
	return a
}

func (p jsonProtocol) failure(e *apiError) answer {
	a := answer{status: e.status, header: p.header()}
	a.body = encodeJSON(map[string]string{"__type": e.code, "message": e.message})
	if p.queryCompatible {
		setQueryError(a.header, e)
	}
	return a
}

func (jsonProtocol) missingToken() *apiError {
	return refuse(http.StatusBadRequest, "MissingAuthenticationTokenException", "Request is missing Authentication Token")
}

func setQueryError(h http.Header, e *apiError) {
	fault := "Sender"
	if e.status >= 500 {
		fault = "Receiver"
	}
	h.Set("X-Amzn-Query-Error", e.entryCode()+";"+fault)
}

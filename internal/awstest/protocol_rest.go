package awstest

import (
	"net/http"
	"net/url"
	"strings"
)

// restProtocol is REST with JSON, in the paths of Lambda.
//
// See https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
type restProtocol struct{}

// route returns the operation, and the function that the path names. An
// operation that the package does not cover is named by method and path.
func (restProtocol) route(r *http.Request) (operation, function string) {
	// The ARN of a function comes with its colons escaped, one of a layer with a
	// slash: only the path as it was sent tells where a segment ends.
	parts := strings.Split(strings.Trim(r.URL.EscapedPath(), "/"), "/")
	pattern := r.Method
	for i, part := range parts {
		if i == 2 && parts[1] == "functions" {
			function, _ = url.PathUnescape(part)
			part = "*"
		}
		pattern += "/" + part
	}
	switch pattern {
	case "GET/2015-03-31/functions/*":
		return "GetFunction", function
	case "GET/2015-03-31/functions/*/configuration":
		return "GetFunctionConfiguration", function
	case "GET/2015-03-31/functions/*/policy":
		return "GetPolicy", function
	case "POST/2015-03-31/functions/*/invocations":
		return "Invoke", function
	case "GET/2015-03-31/event-source-mappings":
		return "ListEventSourceMappings", ""
	case "GET/2019-09-25/functions/*/event-invoke-config":
		return "GetFunctionEventInvokeConfig", function
	case "GET/2019-09-30/functions/*/concurrency":
		return "GetFunctionConcurrency", function
	}
	return r.Method + " " + r.URL.Path, ""
}

func (p restProtocol) operation(r *http.Request, _ []byte) string {
	operation, _ := p.route(r)
	return operation
}

func (p restProtocol) input(r *http.Request, body []byte) (input, error) {
	in := map[string]any{}
	for name, values := range r.URL.Query() {
		in[name] = values[0]
	}
	operation, function := p.route(r)
	if function != "" {
		in["FunctionName"] = function
	}
	if operation == "Invoke" {
		in["Payload"] = body
		for header, member := range map[string]string{
			"X-Amz-Invocation-Type": "InvocationType", "X-Amz-Log-Type": "LogType", "X-Amz-Client-Context": "ClientContext",
			"X-Amz-Tenant-Id": "TenantId", "X-Amz-Durable-Execution-Name": "DurableExecutionName",
		} {
			if value := r.Header.Get(header); value != "" {
				in[member] = value
			}
		}
	}
	return encodeJSON(in), nil
}

func (restProtocol) success(_ Call, out any) answer {
	if i, ok := out.(invocation); ok {
		return i.answer()
	}
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json"}}, body: encodeJSON(out)}
}

func (restProtocol) failure(e *apiError) answer {
	fault := "User"
	if e.status >= 500 {
		fault = "Service"
	}
	return answer{
		status: e.status,
		header: http.Header{"Content-Type": {"application/json"}, "X-Amzn-Errortype": {e.code}},
		body:   encodeJSON(map[string]string{"Type": fault, "Message": e.message, "message": e.message}),
	}
}

func (restProtocol) missingToken() *apiError {
	return refuse(http.StatusForbidden, "MissingAuthenticationTokenException", "Missing Authentication Token")
}

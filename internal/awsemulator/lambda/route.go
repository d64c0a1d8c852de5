package lambda

import (
	"net/http"
	"net/url"
	"strings"
)

// route returns the operation of a request. The members are the function of the path,
// and for Invoke the payload and the headers.
func route(r *http.Request, body []byte) (operation string, members map[string]any, ok bool) {
	function := ""
	// The colons of a function's ARN and the slash of a layer's ARN are escaped.
	// Only the escaped path shows the end of a segment.
	parts := strings.Split(strings.Trim(r.URL.EscapedPath(), "/"), "/")
	pattern := r.Method
	for i, part := range parts {
		if i == 2 && parts[1] == "functions" {
			function, _ = url.PathUnescape(part)
			part = "*"
		}
		pattern += "/" + part
	}
	if operation, ok = operations()[pattern]; !ok {
		return "", nil, false
	}
	members = map[string]any{}
	if function != "" {
		members["FunctionName"] = function
	}
	if operation == "Invoke" {
		members["Payload"] = body
		for header, member := range invokeHeaders() {
			if value := r.Header.Get(header); value != "" {
				members[member] = value
			}
		}
	}
	return operation, members, true
}

// operations returns the operations by method and path. A * is the function.
func operations() map[string]string {
	return map[string]string{
		"GET/2015-03-31/functions/*":                     "GetFunction",
		"GET/2015-03-31/functions/*/configuration":       "GetFunctionConfiguration",
		"GET/2015-03-31/functions/*/policy":              "GetPolicy",
		"POST/2015-03-31/functions/*/invocations":        "Invoke",
		"GET/2015-03-31/event-source-mappings":           "ListEventSourceMappings",
		"GET/2019-09-25/functions/*/event-invoke-config": "GetFunctionEventInvokeConfig",
		"GET/2019-09-30/functions/*/concurrency":         "GetFunctionConcurrency",
	}
}

// invokeHeaders returns the members of Invoke by header.
func invokeHeaders() map[string]string {
	return map[string]string{
		"X-Amz-Invocation-Type":        "InvocationType",
		"X-Amz-Log-Type":               "LogType",
		"X-Amz-Client-Context":         "ClientContext",
		"X-Amz-Tenant-Id":              "TenantId",
		"X-Amz-Durable-Execution-Name": "DurableExecutionName",
	}
}

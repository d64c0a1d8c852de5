package awstest

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// queryProtocol is AWS Query: a form there, XML back.
//
// See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
type queryProtocol struct{ namespace string }

func (queryProtocol) operation(_ *http.Request, body []byte) string {
	form, _ := url.ParseQuery(string(body)) // input refuses what cannot be parsed
	return form.Get("Action")
}

func (queryProtocol) input(_ *http.Request, body []byte) (input, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "MalformedQueryString", "%v", err)
	}
	form.Del("Action")
	form.Del("Version")
	root := map[string]any{}
	for name, values := range form {
		if values[0] == "" {
			continue // how the protocol writes an empty list, and an empty text is as good as none
		}
		plant(root, strings.Split(name, "."), values[0])
	}
	return encodeJSON(lists(root)), nil
}

// plant puts a value at its path into a tree of maps.
func plant(tree map[string]any, path []string, value string) {
	for _, name := range path[:len(path)-1] {
		branch, ok := tree[name].(map[string]any)
		if !ok {
			branch = map[string]any{}
			tree[name] = branch
		}
		tree = branch
	}
	tree[path[len(path)-1]] = value
}

// lists turns {"member": {"1": x, "2": y}} into [x, y], and the same with
// "entry", at any depth.
func lists(v any) any {
	tree, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for _, name := range []string{"member", "entry"} {
		items, ok := tree[name].(map[string]any)
		if !ok || len(tree) != 1 {
			continue
		}
		list := make([]any, 0, len(items))
		for i := range len(items) {
			if item, found := items[strconv.Itoa(i+1)]; found {
				list = append(list, lists(item))
			}
		}
		if len(list) == len(items) {
			return list
		}
	}
	for name := range tree {
		tree[name] = lists(tree[name])
	}
	return tree
}

func (queryProtocol) header() http.Header { return http.Header{"Content-Type": {"text/xml"}} }

// success takes a struct whose fields are the elements of the result.
func (p queryProtocol) success(call Call, out any) answer {
	return answer{status: http.StatusOK, header: p.header(), body: encodeXML(call.Operation+"Response", p.namespace, func(e *xml.Encoder) error {
		return e.EncodeElement(out, xml.StartElement{Name: xml.Name{Local: call.Operation + "Result"}})
	})}
}

func (p queryProtocol) failure(e *apiError) answer {
	type body struct{ Type, Code, Message string }
	fault := body{"Sender", e.code, e.message}
	if e.status >= 500 {
		fault.Type = "Receiver"
	}
	return answer{status: e.status, header: p.header(), body: encodeXML("ErrorResponse", p.namespace, func(e *xml.Encoder) error {
		return e.EncodeElement(fault, xml.StartElement{Name: xml.Name{Local: "Error"}})
	})}
}

func (queryProtocol) missingToken() *apiError {
	return refuse(http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token")
}

func encodeXML(root, namespace string, content func(*xml.Encoder) error) []byte {
	var b bytes.Buffer
	e := xml.NewEncoder(&b)
	start := xml.StartElement{Name: xml.Name{Local: root}, Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: namespace}}}
	for _, write := range []func() error{
		func() error { return e.EncodeToken(start) },
		func() error { return content(e) },
		func() error { return e.EncodeToken(start.End()) },
		e.Close,
	} {
		if err := write(); err != nil {
			panic(err) // a result that XML has no form for is a mistake in this package
		}
	}
	return b.Bytes()
}

// entry is one pair of a map in XML.
type entry struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

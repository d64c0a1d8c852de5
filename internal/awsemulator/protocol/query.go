package protocol

import (
	"bytes"
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Query is AWS Query: a form in the request, XML in the response.
//
// See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
type Query struct {
	Namespace string // of the XML
}

// Operation implements [Protocol].
func (Query) Operation(_ *http.Request, body []byte) string {
	form, _ := url.ParseQuery(string(body)) // Input refuses a form that cannot be parsed
	return form.Get("Action")
}

// Input implements [Protocol]. The code of the error of a form that cannot be parsed
// is MalformedQueryString.
func (Query) Input(_ *http.Request, body []byte) (Input, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, Refuse(http.StatusBadRequest, "MalformedQueryString", "%v", err)
	}
	form.Del("Action")
	form.Del("Version")
	root := map[string]any{}
	for name, values := range form {
		if values[0] == "" {
			continue // the protocol writes an empty list like this; an empty text has the effect of a missing one
		}
		setPath(root, strings.Split(name, "."), values[0])
	}
	return EncodeJSON(lists(root)), nil
}

// setPath sets the value of a path in a tree of maps.
func setPath(tree map[string]any, path []string, value string) {
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

func (Query) header() http.Header { return http.Header{"Content-Type": {"text/xml"}} }

// Success implements [Protocol]. out is a struct, and its fields are the elements of
// the result.
func (p Query) Success(call Call, out any) Response {
	return Response{Status: http.StatusOK, Header: p.header(), Body: encodeXML(call.Operation+"Response", p.Namespace, func(e *xml.Encoder) error {
		return e.EncodeElement(out, xml.StartElement{Name: xml.Name{Local: call.Operation + "Result"}})
	})}
}

// Failure implements [Protocol].
func (p Query) Failure(e *Error) Response {
	type body struct{ Type, Code, Message string }
	fault := body{"Sender", e.Code, e.Message}
	if e.Status >= 500 {
		fault.Type = "Receiver"
	}
	return Response{Status: e.Status, Header: p.header(), Body: encodeXML("ErrorResponse", p.Namespace, func(e *xml.Encoder) error {
		return e.EncodeElement(fault, xml.StartElement{Name: xml.Name{Local: "Error"}})
	})}
}

// MissingToken implements [Protocol].
func (Query) MissingToken() *Error {
	return Refuse(http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token")
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
			panic(err) // only a result of the wrong type cannot be encoded
		}
	}
	return b.Bytes()
}

// Entry is one pair of a map in XML.
type Entry struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

// Entries returns the pairs of a map in the order of the keys.
func Entries(m map[string]string) []Entry {
	var list []Entry
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, Entry{name, m[name]})
	}
	return list
}

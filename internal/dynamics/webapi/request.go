package webapi

import (
	"encoding/json"
	"net/http"
	"strings"

	"sns-dynamics/internal/operation"
)

// Namespace is the namespace of the actions that Microsoft and its customers define.
const Namespace = "Microsoft.Dynamics.CRM."

// Request is one HTTP request to the Web API, without the headers that all requests
// have.
type Request struct {
	Op     string // for errors: the name of the work
	Method string
	URL    string
	Path   string // for errors and people: the URL's path without values
	Header http.Header
	Body   []byte
	// MaxBody limits the bytes of the response that are read; 0 means the default of
	// the client.
	MaxBody int64
	// Ordered says that later changes of the same rows wait for its end.
	Ordered bool
	// AtMostOnce says that a second run may do something twice.
	AtMostOnce bool
}

// NewRequest returns the HTTP request that Microsoft documents for an operation. The
// zero Root gives a request that names no environment, for errors.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-operations-web-api
func NewRequest(op operation.Operation, root Root) Request {
	if op.Kind == operation.Batch {
		all := make([]int, len(op.Operations))
		for i := range all {
			all[i] = i
		}
		return NewChangeSetRequest(root, UserHeader{}, op, all, nil)
	}
	r := Request{Op: string(op.Kind), Header: http.Header{}, Ordered: op.Ordered}
	r.URL, r.Path = root.Row(op.EntitySet, op.Row), op.EntitySet+"("+op.Row.String()+")"
	switch op.Kind {
	case operation.Create:
		if op.PrimaryKey != "" || op.HasRelated() {
			setPost(op, root, &r)
			break
		}
		r.Method, r.Body = http.MethodPatch, op.Data
		r.Header.Set("If-None-Match", "*")
	case operation.Update:
		r.Method, r.Body = http.MethodPatch, op.Data
		r.Header.Set("If-Match", "*")
	case operation.Upsert:
		r.Method, r.Body = http.MethodPatch, op.Data
	case operation.Delete:
		r.Method = http.MethodDelete
	case operation.Associate:
		r.Method, r.Body = http.MethodPost, referenceBody(root, op.Related)
		r.URL, r.Path = referencesOf(op, r.URL), referencesOf(op, r.Path)
	case operation.Disassociate:
		r.Method = http.MethodDelete
		r.URL = referencesOf(op, r.URL) + "?$id=" + operation.Escape(root.Row(op.Related.EntitySet, op.Related.Row))
		r.Path = referencesOf(op, r.Path)
	case operation.Action:
		r.Method, r.Body = http.MethodPost, op.Parameters
		if len(r.Body) == 0 {
			r.Body = []byte("{}")
		}
		r.URL, r.Path = actionURL(op, root)
		r.AtMostOnce = op.MayDouble()
	}
	if op.IfMatch != "" {
		r.Header.Set("If-Match", op.IfMatch)
	}
	setOptions(op, &r)
	return r
}

// referencesOf returns the address of the references in the collection-valued navigation
// property of a row.
func referencesOf(op operation.Operation, row string) string {
	return row + "/" + operation.Escape(op.NavigationProperty) + "/$ref"
}

// actionURL returns the address of an action: unbound, bound to the table, or bound to a
// row. A bound action needs its full name.
func actionURL(op operation.Operation, root Root) (url, path string) {
	name := op.Action
	if op.EntitySet == "" {
		return root.String() + operation.Escape(name), name
	}
	if !strings.Contains(name, ".") {
		name = Namespace + name
	}
	if op.Row.IsZero() {
		return root.String() + operation.Escape(op.EntitySet) + "/" + operation.Escape(name), op.EntitySet + "/" + name
	}
	return root.Row(op.EntitySet, op.Row) + "/" + operation.Escape(name), op.EntitySet + "(" + op.Row.String() + ")/" + name
}

// setOptions adds the optional headers and parameters.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/optional-parameters
func setOptions(op operation.Operation, r *Request) {
	if op.DetectDuplicates {
		r.Header.Set("MSCRM.SuppressDuplicateDetection", "false")
	}
	if len(op.Bypass) > 0 {
		r.Header.Set("MSCRM.BypassBusinessLogicExecution", strings.Join(op.Bypass, ","))
	}
	if op.Tag != "" {
		separator := "?"
		if strings.Contains(r.URL, "?") {
			separator = "&"
		}
		r.URL += separator + "tag=" + operation.Escape(op.Tag)
	}
}

// referenceBody names a row by its absolute URL, as documented for @odata.id.
func referenceBody(root Root, to operation.Reference) []byte {
	// A map of one string cannot fail to marshal.
	body, _ := json.Marshal(map[string]string{"@odata.id": root.Row(to.EntitySet, to.Row)})
	return body
}

// NewChangeSetRequest returns the $batch request that carries out operations of a batch
// in one change set. positions are their positions in the batch. An operation whose position is
// in conditions has the request that the function returns.
func NewChangeSetRequest(root Root, as UserHeader, op operation.Operation, positions []int, conditions map[int]func(Root) Request) Request {
	requests := make([]Request, len(positions))
	for n, i := range positions {
		if conditional, ok := conditions[i]; ok {
			requests[n] = conditional(root)
			continue
		}
		requests[n] = NewRequest(op.Part(i), root)
	}
	r := NewBatchRequest(root, string(operation.Batch), as, requests, true)
	r.Ordered, r.AtMostOnce = op.Ordered, op.MayDouble()
	return r
}

// setPost makes a request the POST of a create.
func setPost(op operation.Operation, root Root, r *Request) {
	r.Method, r.Body = http.MethodPost, op.Data
	r.URL, r.Path = root.String()+operation.Escape(op.EntitySet), op.EntitySet
	if op.PrimaryKey != "" && !op.HasColumn(op.PrimaryKey) {
		id, _ := json.Marshal(op.Row.ID) // a string always marshals
		r.Body = operation.WithColumn(op.Data, op.PrimaryKey, id)
	}
}

// UserHeader is the header that names the user to act for. The zero value names no user:
// the application user acts.
type UserHeader struct{ Name, Value string }

package dynamics

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// namespace is that of the actions Microsoft and its customers define.
const namespace = "Microsoft.Dynamics.CRM."

// request is one HTTP request to the Web API, before the headers that all of
// them carry.
type request struct {
	op     string // for errors: what is being done
	method string
	url    string
	path   string // for errors and people: the URL's path without values
	header http.Header
	body   []byte
	// maxBody is how many bytes of the answer are read; 0 means maxBody.
	maxBody int64
	// timeToBegin is the least time before the deadline in which it is sent.
	timeToBegin time.Duration
	// once says that running it twice may do something twice.
	once bool
}

// request is the HTTP request that Microsoft documents for the operation.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-operations-web-api
func (op Operation) request(root Root) request {
	if op.Kind == Batch {
		return newChangeSet(op).request(root, caller{})
	}
	r := request{op: string(op.Kind), header: http.Header{}, timeToBegin: op.timeToBegin()}
	r.url, r.path = root.row(op.EntitySet, op.Row), op.EntitySet+"("+op.Row.String()+")"
	switch op.Kind {
	case Create:
		if op.PrimaryKey != "" || op.HasRelated() {
			op.post(root, &r)
			break
		}
		r.method, r.body = http.MethodPatch, op.Data
		r.header.Set("If-None-Match", "*")
	case Update:
		r.method, r.body = http.MethodPatch, op.Data
		r.header.Set("If-Match", "*")
	case Upsert:
		r.method, r.body = http.MethodPatch, op.Data
	case Delete:
		r.method = http.MethodDelete
	case Associate:
		r.method, r.body = http.MethodPost, referenceBody(root, op.Related)
		r.url, r.path = op.collection(r.url), op.collection(r.path)
	case Disassociate:
		r.method = http.MethodDelete
		r.url = op.collection(r.url) + "?$id=" + escape(root.row(op.Related.EntitySet, op.Related.Row))
		r.path = op.collection(r.path)
	case Action:
		r.method, r.body = http.MethodPost, op.Parameters
		if len(r.body) == 0 {
			r.body = []byte("{}")
		}
		r.url, r.path = op.actionURL(root)
		r.once = op.MayDouble()
	}
	if op.IfMatch != "" {
		r.header.Set("If-Match", op.IfMatch)
	}
	op.setOptions(&r)
	return r
}

// collection is the address of the references in the collection-valued
// navigation property of the row.
func (op Operation) collection(row string) string {
	return row + "/" + escape(op.NavigationProperty) + "/$ref"
}

// actionURL is the address of an action: unbound, bound to the table, or bound
// to a row. A bound one is known by its full name only.
func (op Operation) actionURL(root Root) (url, path string) {
	name := op.Action
	if op.EntitySet == "" {
		return root.String() + escape(name), name
	}
	if !strings.Contains(name, ".") {
		name = namespace + name
	}
	if op.Row.IsZero() {
		return root.String() + escape(op.EntitySet) + "/" + escape(name), op.EntitySet + "/" + name
	}
	return root.row(op.EntitySet, op.Row) + "/" + escape(name), op.EntitySet + "(" + op.Row.String() + ")/" + name
}

// setOptions adds the optional headers and parameters.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/optional-parameters
func (op Operation) setOptions(r *request) {
	if op.DetectDuplicates {
		r.header.Set("MSCRM.SuppressDuplicateDetection", "false")
	}
	if len(op.Bypass) > 0 {
		r.header.Set("MSCRM.BypassBusinessLogicExecution", strings.Join(op.Bypass, ","))
	}
	if op.Tag != "" {
		separator := "?"
		if strings.Contains(r.url, "?") {
			separator = "&"
		}
		r.url += separator + "tag=" + escape(op.Tag)
	}
}

// referenceBody names a row by its absolute URL, as documented for @odata.id.
func referenceBody(root Root, to Reference) []byte {
	// A map of one string cannot fail to marshal.
	body, _ := json.Marshal(map[string]string{"@odata.id": root.row(to.EntitySet, to.Row)})
	return body
}

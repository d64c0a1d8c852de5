package webapi

import (
	"net/http"

	"sns-dynamics/internal/emulator/batch"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// outerRequest is the request with the batch.
type outerRequest struct {
	*http.Request
	root     string // the service root URL
	clientID string
}

// batch serves POST to $batch: operations one after another. The operations
// of a change set happen together or not at all.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
func (h *Handler) batch(r *http.Request, body []byte, clientID, version string, path []odata.Segment) response.Response {
	prefer, err := odata.ParsePreferences(r.Header)
	if err != nil {
		return response.Failure(err, false)
	}
	c := odata.NewRequest(r, body, version)
	items, err := h.openBatch(c, clientID, path)
	if err != nil {
		return response.Failure(err, prefer.WantsDetails())
	}
	outer := outerRequest{r, c.Endpoint.Root, clientID}
	out := batch.NewWriter("batchresponse_")
	status := http.StatusOK
	for _, item := range items {
		h.Store.Begin()
		var a response.Response // the response for the item
		if item.ChangeSet {
			a = h.changeSet(outer, item, out)
		} else {
			op := item.Operations[0]
			a = h.inner(outer, op, scope{declared: map[string]string{}})
			if !a.EndsBatch {
				out.AddOperation(op.ContentID, a)
			}
		}
		if a.EndsBatch {
			return a
		}
		if a.Status >= http.StatusBadRequest && !prefer.ContinueOnError {
			status = a.Status
			break
		}
	}
	return out.Response(status)
}

// openBatch checks the request of the batch, and reads its operations.
func (h *Handler) openBatch(c *odata.Request, clientID string, path []odata.Segment) ([]batch.Item, error) {
	if len(path) > 1 {
		return nil, odata.NoSuchSegment(path[1].Name)
	}
	if c.Method != http.MethodPost {
		return nil, odata.WrongMethod(c.Method)
	}
	if err := odata.CheckVersions(c.Header); err != nil {
		return nil, err
	}
	if _, err := h.Security.Identify(clientID, c.Header); err != nil {
		return nil, err
	}
	boundary, err := batch.Boundary(c.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	return batch.Parse(boundary, c.Body)
}

// changeSet carries out the operations of a change set. If an operation or the commit fails, it
// undoes the operations, except in elastic tables. Its response is then the response for the
// whole change set.
func (h *Handler) changeSet(outer outerRequest, item batch.Item, out *batch.Writer) response.Response {
	in := scope{map[string]string{}, true}
	set := batch.NewWriter("changesetresponse_")
	for _, op := range item.Operations {
		a := h.inner(outer, op, in)
		if a.EndsBatch || a.Status >= http.StatusBadRequest {
			h.Store.RollBackChangeSet()
			if !a.EndsBatch {
				set = batch.NewWriter("changesetresponse_")
				set.AddOperation(op.ContentID, a)
				out.AddChangeSet(set)
			}
			return a
		}
		if at := a.Header.Get("OData-EntityId"); at != "" {
			in.declared[op.ContentID] = at
		}
		set.AddOperation(op.ContentID, a)
	}
	if fault, faulted := h.CommitFault(); faulted {
		h.Store.RollBackChangeSet()
		a := batch.Part(fault.Apply(response.Response{}))
		set = batch.NewWriter("changesetresponse_")
		set.AddOperation("", a)
		out.AddChangeSet(set)
		return a
	}
	out.AddChangeSet(set)
	return response.Response{Status: http.StatusOK}
}

// inner carries out one operation of a batch, unless a fault meets it.
func (h *Handler) inner(outer outerRequest, op batch.Operation, in scope) response.Response {
	fault, faulted := h.InnerFault(outer.Request, op.Method, op.Target)
	fault.Drop, fault.Stall, fault.Truncate = false, false, false
	if faulted && !fault.After {
		return batch.Part(fault.Apply(response.Response{}))
	}
	r, err := op.Request(outer.Request, outer.root, in.declared)
	if err == nil && op.Unreadable {
		err = unreadable(r)
	}
	var a response.Response
	if err != nil {
		a = response.Failure(err, false)
	} else {
		a = h.operation(r, op.Body, outer.clientID, in)
	}
	if faulted && !a.EndsBatch {
		a = fault.Apply(a)
	}
	return batch.Part(a)
}

// unreadable is the documented response to a body that lacks its CRLF.
func unreadable(r *http.Request) error {
	_, segments, err := odata.ParsePath(r.URL.EscapedPath())
	if err != nil {
		return err
	}
	return schema.PayloadError(&schema.Table{EntitySet: segments[0].Name}, "System.ArgumentException: Stream was not readable.")
}

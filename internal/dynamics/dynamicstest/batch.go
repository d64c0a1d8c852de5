package dynamicstest

import (
	"maps"
	"net/http"
)

// batch answers POST to $batch: operations one after another, of which those
// in a change set happen together or not at all.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
func (e *Emulator) batch(r *http.Request, body []byte, clientID, version string, path []segment) answer {
	prefer, err := parsePreferences(r.Header)
	if err != nil {
		return errorAnswer(err, false)
	}
	c := e.call(r, body, clientID, version)
	items, err := c.openBatch(path)
	if err != nil {
		return errorAnswer(err, prefer.detailed())
	}
	out := newBatchWriter("batchresponse_")
	status := http.StatusOK
	for _, item := range items {
		e.store.begin()
		var a answer // what stands for the item
		if item.changeSet {
			a = e.changeSet(c, r, item, out)
		} else {
			op := item.operations[0]
			a = e.inner(c, r, op, map[string]string{})
			if !a.whole {
				out.operation(op.contentID, a)
			}
		}
		if a.whole {
			return a
		}
		if a.status >= http.StatusBadRequest && !prefer.continueOnError {
			status = a.status
			break
		}
	}
	return out.answer(status)
}

// openBatch checks what is common to the batch, and takes it apart.
func (c *call) openBatch(path []segment) ([]batchItem, error) {
	if len(path) > 1 {
		return nil, noSuchSegment(path[1].name)
	}
	if c.method != http.MethodPost {
		return nil, wrongMethod(c.method)
	}
	if err := checkVersions(c.header); err != nil {
		return nil, err
	}
	if err := c.identify(); err != nil {
		return nil, err
	}
	boundary, err := batchBoundary(c.header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	return parseBatch(boundary, c.body)
}

// changeSet carries out the operations of a change set. If one fails, it
// undoes the others, but for rows of elastic tables, and its answer stands for
// all of them.
func (e *Emulator) changeSet(c *call, batch *http.Request, item batchItem, out *batchWriter) answer {
	declared := map[string]string{}
	set := newBatchWriter("changesetresponse_")
	for _, op := range item.operations {
		a := e.inner(c, batch, op, declared)
		if a.whole || a.status >= http.StatusBadRequest {
			e.store.rollbackChangeSet()
			if !a.whole {
				set = newBatchWriter("changesetresponse_")
				set.operation(op.contentID, a)
				out.changeSet(set)
			}
			return a
		}
		if at := a.header.Get("OData-EntityId"); at != "" {
			declared[op.contentID] = at
		}
		set.operation(op.contentID, a)
	}
	out.changeSet(set)
	return answer{status: http.StatusOK}
}

// inner carries out one operation of a batch, unless a fault meets it.
func (e *Emulator) inner(c *call, batch *http.Request, op batchOperation, declared map[string]string) answer {
	fault, faulted := e.innerFaultOf(batch, op)
	fault.Drop, fault.Stall, fault.Truncate = false, false, false
	if faulted && !fault.After {
		return fault.answer(answer{}).inner()
	}
	r, err := op.request(batch, c.root, declared)
	if err == nil && op.unreadable {
		err = unreadable(r)
	}
	var a answer
	if err != nil {
		a = errorAnswer(err, false)
	} else {
		a = e.operation(r, op.body, c.clientID, declared)
	}
	if faulted && !a.whole {
		a = fault.answer(a)
	}
	return a.inner()
}

// unreadable is the documented answer to a body that lacks its CRLF.
func unreadable(r *http.Request) error {
	_, segments, err := parsePath(r.URL.EscapedPath())
	if err != nil {
		return err
	}
	return payload(&table{EntitySet: segments[0].name}, "System.ArgumentException: Stream was not readable.")
}

// inner gives an answer the headers that it has as a part of a batch.
func (a answer) inner() answer {
	h := maps.Clone(a.header)
	if h == nil {
		h = http.Header{}
	}
	if !a.bare {
		h.Set("OData-Version", "4.0")
	}
	if at := h.Get("OData-EntityId"); at != "" {
		h.Set("Location", at)
	}
	switch {
	case a.bare:
	case a.status >= http.StatusBadRequest:
		h.Set("REQ_ID", newGUID())
	case h.Get("Content-Type") == webAPIJSON:
		h.Set("Content-Type", webAPIJSON+"; odata.streaming=true")
	}
	a.header = h
	return a
}

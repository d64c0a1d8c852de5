package dynamicstest

import "net/http"

// multipleMessages are the messages that take many rows of one table at once,
// and what each does with one of them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations
var multipleMessages = map[string]func(*multiple, object) (done, error){
	"CreateMultiple": (*multiple).create,
	"UpdateMultiple": (*multiple).update,
	"UpsertMultiple": (*multiple).upsert,
	"DeleteMultiple": (*multiple).delete,
}

// maxElastic is how many rows of an elastic table Microsoft would have sent at
// once.
const maxElastic = 100

// multiple is one such message on its way.
type multiple struct {
	*call
	table *table
	name  string
	seen  map[string]bool // the rows that were there already, by key
}

// done is what became of one row.
type done struct {
	id     string
	status int // as a request for that row alone would have
}

// multiple answers a message that takes many rows: on a standard table all of
// them or none, on an elastic one each for itself.
func (c *call) multiple(t *table, name string, run func(*multiple, object) (done, error)) (answer, error) {
	targets, err := c.targets(t, name)
	if err != nil {
		return answer{}, err
	}
	m := &multiple{call: c, table: t, name: name, seen: map[string]bool{}}
	var report bulkReport
	for _, target := range targets {
		mark := c.store.mark()
		d, err := run(m, target)
		if err != nil && !(t.Elastic && isWriteError(err)) {
			return answer{}, err
		}
		if err != nil {
			c.store.rollbackTo(mark)
		}
		report.add(d, err)
	}
	a := emptyAnswer()
	switch {
	case report.first != nil:
		return errorAnswer(report.refusal(), c.prefer.detailed()), nil
	case name == "CreateMultiple":
		a = entityAnswer(http.StatusOK, object{
			{"@odata.context", c.root + "$metadata#" + namespace + "CreateMultipleResponse"},
			{"Ids", report.ids()},
		})
	}
	if name != "DeleteMultiple" {
		(&row{table: t, version: c.store.version}).stampSession(a)
	}
	return a, nil
}

// targets checks what is common to the rows, and returns them.
func (c *call) targets(t *table, name string) ([]object, error) {
	switch {
	case name == "DeleteMultiple" && !t.Elastic:
		return nil, refuse(http.StatusBadRequest, "0x80040203", "DeleteMultiple has not yet been implemented.")
	case t.System || t.Single:
		return nil, refuse(http.StatusBadRequest, "0x80040800", "The '%s' method does not support entities of type '%s'. MessageProcessorCache returned MessageProcessor.Empty. ", name, t.Name)
	case c.when.match != "" || c.when.noneMatch != "":
		return nil, notKnown("%s with If-Match or If-None-Match", name)
	case c.prefer.representation:
		return nil, notKnown("%s with return=representation", name)
	}
	given, err := c.parameters(name, func(p string) bool { return p == "Targets" })
	if err != nil {
		return nil, err
	}
	v, _ := given.get("Targets")
	list, ok := v.([]any)
	switch {
	case !ok:
		return nil, badParameters(name, "The parameter 'Targets' is missing, or not a collection.")
	case len(list) == 0:
		return nil, refuse(http.StatusBadRequest, "0x80040203", "The parameter 'Targets' of %s has no records.", name)
	case t.Elastic && len(list) > maxElastic:
		return nil, notKnown("%s of more than %d records of an elastic table", name, maxElastic)
	}
	targets := make([]object, 0, len(list))
	for _, item := range list {
		target, ok := item.(object)
		if !ok {
			return nil, badParameters(name, "A 'StartObject' node was expected in the collection 'Targets'.")
		}
		if err := t.checkType(name, target); err != nil {
			return nil, err
		}
		targets = append(targets, target)
	}
	return targets, nil
}

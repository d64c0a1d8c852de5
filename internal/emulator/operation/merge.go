package operation

import (
	"net/http"
	"slices"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

const mergeAction = "Merge"

// mergedStates are the state and status of the subordinate row, by table. Leads are left
// out, because no document names the status of a merged lead.
var mergedStates = map[string][2]int{"account": {1, 2}, "contact": {1, 2}, "incident": {2, 2000}}

// merge is the Merge action. It applies UpdateContent to the target and deactivates the
// subordinate. Lookups to the subordinate then hold the target, if the relationship says
// so. Columns of the subordinate do not move: the document says that useful data moves, and
// the samples name each column in UpdateContent.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/merge-entity-using-web-api
func (c *Invocation) merge(*store.Row) (response.Response, error) {
	given, err := c.parameters(mergeAction, func(p string) bool {
		return slices.Contains([]string{"Target", "Subordinate", "UpdateContent", "PerformParentingChecks"}, p)
	})
	if err != nil {
		return response.Response{}, err
	}
	target, subordinate, err := c.mergePair(given)
	if err != nil {
		return response.Response{}, err
	}
	if err := checkParents(given, target, subordinate); err != nil {
		return response.Response{}, err
	}
	if err := checkMerge(c.Store, target, subordinate); err != nil {
		return response.Response{}, err
	}
	if err := c.updateContent(given, target); err != nil {
		return response.Response{}, err
	}
	if err := c.repointAll(subordinate, target); err != nil {
		return response.Response{}, err
	}
	state := mergedStates[target.Table.Name]
	_, err = c.Change(c.Store.Find(subordinate.Table, subordinate.ID), func(ch *engine.RowChange) error {
		ch.Row.SetInteger("statecode", state[0])
		ch.Row.SetInteger("statuscode", state[1])
		ch.Row.Cells["merged"] = true
		ch.Row.Cells["masterid"] = target.Reference()
		return nil
	})
	return response.Empty(), err
}

// mergePair finds the two rows, and refuses a pair that cannot be merged. The codes come
// from the list of error codes.
func (c *Invocation) mergePair(given orderedjson.Object) (target, subordinate *store.Row, err error) {
	rows := map[string]*store.Row{}
	for _, name := range []string{"Target", "Subordinate"} {
		v, _ := given.Get(name)
		if rows[name], err = c.rowParameter(mergeAction, name, v, nil); err != nil {
			return nil, nil, err
		}
		if err := c.Need(schema.VerbRead, rows[name].Table); err != nil {
			return nil, nil, err
		}
	}
	target, subordinate = rows["Target"], rows["Subordinate"]
	_, covered := mergedStates[target.Table.Name]
	switch {
	case target.Table != subordinate.Table || !covered || target.Table.Columns["masterid"] == nil || target.Table.Columns["merged"] == nil:
		return nil, nil, odata.NotCovered("%s of %s and %s", mergeAction, target.Table.Name, subordinate.Table.Name)
	case target.ID == subordinate.ID:
		return nil, nil, odata.Refuse(http.StatusBadRequest, "0x80045305", "Merge cannot be performed on master and sub-entities that are identical.")
	case target.Integer("statecode") != 0 || subordinate.Integer("statecode") != 0:
		return nil, nil, odata.Refuse(http.StatusBadRequest, "0x80045304", "Merge cannot be performed on entity that is inactive.")
	}
	return target, subordinate, nil
}

func (c *Invocation) updateContent(given orderedjson.Object, target *store.Row) error {
	v, _ := given.Get("UpdateContent")
	if v == nil {
		return c.Need(schema.VerbWrite, target.Table)
	}
	body, err := objectParameter(mergeAction, given, "UpdateContent")
	if err != nil {
		return err
	}
	if _, typed := body.Get("@odata.type"); !typed {
		return missingType(mergeAction, "UpdateContent")
	}
	_, err = c.Update(target, body, nil)
	return err
}

// repointAll sets the lookups to one row to another row, in relationships that a merge
// cascades.
func (c *Invocation) repointAll(from, to *store.Row) error {
	for _, navs := range from.Table.Navs {
		for _, n := range navs {
			if !n.Collection || n.Lookup == nil || n.Relationship.Merge != schema.MergeCascade {
				continue
			}
			for _, r := range c.Store.Related(from, n) {
				if err := c.Associate(to, n, r); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// parentColumns are the columns that hold the parent of a row, by table.
var parentColumns = map[string]string{"account": "parentaccountid", "contact": "parentcustomerid", "incident": "parentcaseid"}

// stateActiveQuote is the statecode of an active quote.
const stateActiveQuote = 1

// checkMerge refuses a merge after which the target would be its own parent, and a merge of a
// row with an active quote. The list of error codes has both, and does not say more of them.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func checkMerge(s *store.Store, target, subordinate *store.Row) error {
	if target.Pointer(parentColumns[target.Table.Name]) == subordinate.Reference() {
		return odata.Refuse(http.StatusBadRequest, "0x80045300", "Merge could create cyclical parenting.")
	}
	for _, navs := range subordinate.Table.Navs {
		for _, n := range navs {
			if !n.Collection || n.Lookup == nil || n.Target.Name != "quote" {
				continue
			}
			for _, quote := range s.Related(subordinate, n) {
				if quote.Integer("statecode") == stateActiveQuote {
					return odata.Refuse(http.StatusBadRequest, "0x80045302", "Merge cannot be performed on sub-entity that has active quote.")
				}
			}
		}
	}
	return nil
}

// checkParents carries out PerformParentingChecks if both rows have the same parent or no
// parent. Two different parents are a doubt: the list of error codes has two warnings.
//
// See https://learn.microsoft.com/dotnet/api/microsoft.crm.sdk.messages.mergerequest.performparentingchecks
func checkParents(given orderedjson.Object, target, subordinate *store.Row) error {
	checks, err := boolParameter(mergeAction, given, "PerformParentingChecks")
	if err != nil || !checks {
		return err
	}
	if column := parentColumns[target.Table.Name]; target.Pointer(column) != subordinate.Pointer(column) {
		return odata.NotCovered("PerformParentingChecks of %s with rows of different parents", mergeAction)
	}
	return nil
}

package dynamicstest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// bulkDeletion is the body of BulkDelete, as far as it is covered: rows of one
// table by their ids.
type bulkDeletion struct {
	JobName, RecurrencePattern, StartDateTime string
	SendEmailNotification                     bool
	ToRecipients, CCRecipients                []json.RawMessage
	QuerySet                                  []struct {
		Type       string `json:"@odata.type"`
		EntityName string
		ColumnSet  json.RawMessage
		Criteria   struct {
			Type           string `json:"@odata.type"`
			FilterOperator string
			Conditions     []struct {
				Type                    string `json:"@odata.type"`
				AttributeName, Operator string
				Values                  []struct{ Value, Type string }
			}
		}
	}
}

// bulkDelete is the BulkDelete action. Dataverse answers with the id of a job, which
// deletes later; here it has deleted when it answers, and rows that are not
// there any more are left out, as by the job.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/bulkdelete
func (c *call) bulkDelete(*row) (answer, error) {
	const name = "BulkDelete"
	var given bulkDeletion
	dec := json.NewDecoder(bytes.NewReader(c.body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&given); err != nil {
		return answer{}, notKnown("the parameters of %s: %v", name, err)
	}
	if len(given.QuerySet) != 1 || len(given.QuerySet[0].Criteria.Conditions) != 1 || given.RecurrencePattern != "" {
		return answer{}, notKnown("%s of anything but one query with one condition, once", name)
	}
	q := given.QuerySet[0]
	t, condition := c.schema.byName[q.EntityName], q.Criteria.Conditions[0]
	if t == nil {
		return answer{}, refuse(http.StatusNotFound, "0x80041102", "The entity with a name = '%s' with namemapping = 'Logical' was not found in the MetadataCache.", q.EntityName)
	}
	if condition.AttributeName != t.PrimaryKey || !slices.Contains([]string{"In", "Equal"}, condition.Operator) {
		return answer{}, notKnown("%s by %s %s: only by the primary key", name, condition.AttributeName, condition.Operator)
	}
	if err := c.need(verbDelete, t); err != nil {
		return answer{}, err
	}
	for _, v := range condition.Values {
		id, ok := parseGUID(strings.Trim(v.Value, "{}"))
		if !ok {
			return answer{}, badParameters(name, "Cannot convert the literal '"+v.Value+"' to the expected type 'Edm.Guid'.")
		}
		if r := c.store.find(t, id); r != nil {
			c.store.remove(r)
		}
	}
	return entityAnswer(http.StatusOK, object{{"@odata.context", c.root + "$metadata#" + namespace + "BulkDeleteResponse"}, {"JobId", newGUID()}}), nil
}

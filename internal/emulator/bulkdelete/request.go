// Package bulkdelete runs the jobs of the action BulkDelete: at once, at a later time, or
// every few days.
package bulkdelete

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"sns-dynamics/internal/emulator/odata"
)

// action is the name of the action.
const action = "BulkDelete"

// request is the body of BulkDelete, as far as it is covered. The options choose how
// Dataverse deletes; here they have no effect, because there is no recycle bin and no
// plug-in.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/bulkdelete
type request struct {
	JobName, RecurrencePattern, StartDateTime string
	SendEmailNotification                     bool
	ToRecipients, CCRecipients                []json.RawMessage
	QuerySet                                  []query
	Options                                   *struct {
		Type                                       string `json:"@odata.type"`
		CanRecoverDeletedRecords, RunJobForSandbox *bool
	}
}

// query is a QueryExpression.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/queryexpression
type query struct {
	Type       string `json:"@odata.type"`
	EntityName string
	ColumnSet  json.RawMessage
	Distinct   bool
	Criteria   *criteria
}

type criteria struct {
	Type           string `json:"@odata.type"`
	FilterOperator string
	Conditions     []condition
}

type condition struct {
	Type                    string `json:"@odata.type"`
	AttributeName, Operator string
	Values                  []value
}

type value struct{ Value, Type string }

// parse reads a body. It refuses what the emulator does not model. The error is an
// *odata.Error.
func parse(body []byte) (request, error) {
	var r request
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return r, odata.NotCovered("the parameters of %s: %v", action, err)
	}
	if r.SendEmailNotification || len(r.ToRecipients) > 0 || len(r.CCRecipients) > 0 {
		return r, odata.NotCovered("the notifications of %s", action)
	}
	if len(r.QuerySet) == 0 {
		return r, odata.NotCovered("%s without a query", action)
	}
	return r, nil
}

// checkRequired does not cover a body without a parameter that cannot be null. The page of the
// SDK says that StartDateTime is optional. No page has the answer of the Web API.
//
// See https://learn.microsoft.com/dotnet/api/microsoft.crm.sdk.messages.bulkdeleterequest
func checkRequired(body []byte) error {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(body, &given); err != nil {
		return odata.NotCovered("the parameters of %s: %v", action, err)
	}
	for _, name := range []string{"JobName", "SendEmailNotification", "ToRecipients", "CCRecipients", "RecurrencePattern", "StartDateTime"} {
		if given[name] == nil {
			return odata.NotCovered("%s without %s", action, name)
		}
	}
	return nil
}

// start is the earliest time at which the job starts. A saved job of an earlier version may
// have no such time.
func (r request) start(now time.Time) (time.Time, error) {
	if r.StartDateTime == "" {
		return now, nil
	}
	at, ok := odata.ParseTime(r.StartDateTime)
	if !ok {
		return at, badParameter("Cannot convert the literal '" + r.StartDateTime + "' to the expected type 'Edm.DateTimeOffset'.")
	}
	return at.UTC(), nil
}

func badParameter(detail string) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80048d19", "Error identified in Payload provided by the user for Entity :'%s'  ---->  InnerException : Microsoft.OData.ODataException: %s", action, detail)
}

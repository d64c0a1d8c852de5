package setup

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"sns-dynamics/internal/operation"
)

// definition is the definition of the ledger table: a standard table of the organization
// with one column, its primary name.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-definitions-using-web-api
func (l Ledger) definition() map[string]any {
	prefix := l.SchemaName[:max(0, indexOfUnderscore(l.SchemaName))]
	return map[string]any{
		"@odata.type":           "Microsoft.Dynamics.CRM.EntityMetadata",
		"SchemaName":            l.SchemaName,
		"DisplayName":           labelOf("SNS Dynamics Ledger"),
		"DisplayCollectionName": labelOf("SNS Dynamics Ledger"),
		"Description":           labelOf("A row for each message whose action ran exactly once. Rows are deleted after " + strconv.Itoa(LedgerDays) + " days."),
		"OwnershipType":         "OrganizationOwned",
		"IsActivity":            false,
		"HasActivities":         false,
		"HasNotes":              false,
		"Attributes": []any{map[string]any{
			"@odata.type":   "Microsoft.Dynamics.CRM.StringAttributeMetadata",
			"SchemaName":    prefix + "_Name",
			"DisplayName":   labelOf("Name"),
			"RequiredLevel": map[string]any{"Value": "None"},
			"MaxLength":     100,
			"FormatName":    map[string]any{"Value": "Text"},
			"IsPrimaryName": true,
		}},
	}
}

func indexOfUnderscore(s string) int {
	for i := range len(s) {
		if s[i] == '_' {
			return i
		}
	}
	return -1
}

// labelOf returns a label in English.
func labelOf(text string) map[string]any {
	return map[string]any{
		"@odata.type": "Microsoft.Dynamics.CRM.Label",
		"LocalizedLabels": []any{map[string]any{
			"@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", "Label": text, "LanguageCode": 1033,
		}},
	}
}

// cleanUpName is the name of the job that deletes old rows. A second run of the set-up finds
// the job by it.
func (l Ledger) cleanUpName() string { return "SNS Dynamics: clean up " + l.logicalName() }

// bulkDeletion is the type of a system job that deletes rows, and completed is the state of
// a job that does not run again.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/asyncoperation
const (
	bulkDeletion = 13
	completed    = 3
)

func (r *ledgerRun) lookForCleanUp(ctx context.Context) (looked, error) {
	jobs, err := r.environment.Jobs(ctx, bulkDeletion, r.cleanUpName())
	if err != nil {
		return looked{}, err
	}
	for _, j := range jobs {
		if j.State != completed && j.RecurrencePattern != "" {
			return looked{found: fmt.Sprintf("daily, rows older than %d days (%s)", LedgerDays, j.ID)}, nil
		}
	}
	return looked{"none", []Request{{
		Op: "start the clean-up", Method: http.MethodPost, Path: "BulkDelete", Body: body(r.cleanUp()),
	}}}, nil
}

// cleanUp is the body of the daily job. It starts a day from now: a job deletes only rows
// that are older than its start.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/bulkdelete
func (r *ledgerRun) cleanUp() map[string]any {
	return map[string]any{
		"JobName":               r.cleanUpName(),
		"SendEmailNotification": false,
		"ToRecipients":          []any{},
		"CCRecipients":          []any{},
		"RecurrencePattern":     "FREQ=DAILY;INTERVAL=1;",
		"StartDateTime":         r.Now().UTC().Add(24 * time.Hour).Format(time.RFC3339),
		"QuerySet": []any{map[string]any{
			"@odata.type": "Microsoft.Dynamics.CRM.QueryExpression",
			"EntityName":  r.logicalName(),
			"Criteria": map[string]any{
				"FilterOperator": "And",
				"Conditions": []any{map[string]any{
					"AttributeName": "createdon", "Operator": "OlderThanXDays",
					"Values": []any{map[string]any{"Value": strconv.Itoa(LedgerDays), "Type": "System.Int32"}},
				}},
			},
		}},
	}
}

// IsLedgerName reports whether a text can be the schema name of the ledger table: a name with
// the prefix of a publisher.
func IsLedgerName(s string) bool {
	at := indexOfUnderscore(s)
	return operation.IsName(s) && at > 1 && at < len(s)-1
}

package dynamics_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operation"
)

// If an environment refuses everybody, an operator has to correct the environment. The
// advice says how. No other attempt helps during the call.
func TestEnvironmentThatLetsNobodyIn(t *testing.T) {
	for _, tt := range []struct{ name, code, message, advice string }{
		{"IP firewall", "0x80095ffe", "The request you are trying to make is rejected as access to your ip is blocked. Contact your administrator for more information.", "let the function's addresses through the environment's IP firewall"},
		{"app access control", "0x80095ffc", "Access to Dataverse API is restricted for this application Id : '00000000-0000-4000-8000-000000000001'. Please contact your administrator for more information.", "allow the application in the environment's app access control"},
		{"app access control, without a code", "", "Access to the Dataverse API is restricted for this application ID.", "allow the application in the environment's app access control"},
		{"disabled", "0x8004a104", "The Dynamics 365 organization you are attempting to access is currently disabled.  Please contact your system administrator", "enable the environment"},
		{"administration mode", "0x8004a113", "x", "end the administration mode"},
		{"storage", "0x80072325", "The storage limit for the database has been met.", "free storage"},
		{"a code of tomorrow", "0x80099999", "x", "into the environment"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				for _, op := range []operation.Operation{updateContact(), batchOf(renameContact("x"), deleteLead()), syncRun()} {
					e.Fail(1, says("", http.StatusForbidden, tt.code, tt.message))
					r, err := e.client.Run(t.Context(), op)
					checkClass(t, tt.name, err, operation.Misconfigured)
					if got := advice.For(dynamics.FailureOf(err)); !strings.Contains(got, tt.advice) || r.Tries != 1 {
						t.Errorf("%s: %d attempts, advice %q, want one and %q", op.Kind, r.Tries, got, tt.advice)
					}
				}
			})
		})
	}
}

// The same code has several meanings, and the words of the message decide. The words are
// from responses of Dataverse.
func TestCausesByTheirWords(t *testing.T) {
	const payload = "Error identified in Payload provided by the user for Entity :'accounts', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : "
	for _, tt := range []struct{ code, message, means string }{
		{"0x80060888", "CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.", "data sets a lookup by a plain value"},
		{"0x80060888", "Deep update of navigation properties is not allowed.", "related rows"},
		{"0x80060888", "Could not find a property named 'x' on type 'Microsoft.Dynamics.CRM.account'.", "no such column"},
		{"0x80048d19", payload + "Microsoft.Crm.CrmException: Invalid property 'Name' was found in entity 'Microsoft.Dynamics.CRM.account'", "a column that the table has not"},
		{"0x80048d19", payload + "An undeclared property 'x' which only has property annotations in the payload but no property value was found in the payload.", "no navigation property"},
		{"0x80048d19", payload + "Cannot convert the literal 'x' to the expected type 'Edm.Int32'", "another type"},
		{"0x80048d19", payload + "Microsoft.OData.ODataException: The parameter 'X' in the request payload is not a valid parameter for the operation 'WinOpportunity'.", "the action has no such parameter"},
		{"0x80048d19", payload + "Microsoft.OData.ODataException: One or more parameters of the operation 'WinOpportunity' are missing from the request payload. The missing parameters are: Status.", "a parameter that the action needs is missing"},
		{"0x80048d19", payload + "Cannot convert a value to target type 'Edm.Decimal' because of conflict between input format string/number and parameter 'IEEE754Compatible'.", "written as a text"},
		{"0x80040265", "Cannot create related entities. Create has to be called individually for each entity.", "elastic table"},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			e.Fail(1, says("", http.StatusBadRequest, tt.code, tt.message))
			_, err := e.client.Run(once(t), updateContact())
			checkClass(t, tt.message, err, operation.Rejected)
			general, _ := advice.Explain(tt.code)
			found, ok := advice.ExplainReason(operation.Rejected, tt.code, err.Error())
			if !ok || !strings.Contains(found.Means, tt.means) || !strings.Contains(err.Error(), found.Means) {
				t.Errorf("%s: means %q of %v, want one with %q", tt.message, found.Means, err, tt.means)
			}
			if advice := advice.For(dynamics.FailureOf(err)); advice != found.Fix || advice == general.Fix {
				t.Errorf("%s: advice %q, want %q", tt.message, advice, found.Fix)
			}
		})
	}
	if got := advice.Causes("0X80048D19"); len(got) != len(advice.Causes("-2147185383")) || len(got) == 0 {
		t.Errorf("%d causes", len(got))
	}
}

// The codes of elastic and virtual tables are bare statuses, so the status decides.
func TestCodesThatAreStatuses(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		for status, want := range map[int]operation.Class{
			400: operation.Rejected, 403: operation.Misconfigured, 404: operation.Rejected, 409: operation.Rejected,
			429: operation.Unavailable, 500: operation.Unavailable, 503: operation.Unavailable,
		} {
			e.Fail(1, says("", status, fmt.Sprint(status), "x"))
			_, err := e.client.Run(once(t), updateContact())
			checkClass(t, fmt.Sprint(status), err, want)
			awaitBackoff(status)
		}
	})
}

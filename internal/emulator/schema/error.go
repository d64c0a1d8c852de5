package schema

import (
	"fmt"
	"net/http"

	"sns-dynamics/internal/emulator/odata"
)

// NoSuchRow refuses an id without a row in the table.
func NoSuchRow(t *Table, id string) *odata.Error {
	if t.Elastic {
		return odata.StatusError(http.StatusNotFound, "%s With Id = %s Does Not Exist", t.Name, id)
	}
	return odata.Refuse(http.StatusNotFound, "0x80040217", "%s With Id = %s Does Not Exist", t.Name, id)
}

// NoSuchKey refuses the values of an alternate key without a row in the table.
func NoSuchKey(t *Table) *odata.Error {
	return odata.Refuse(http.StatusNotFound, "0x80060891", "A record with the specified key values does not exist in %s entity", t.Name)
}

// NoSuchProperty refuses a name in a query option that the table does not have. It refuses
// a documented name as not covered. The code 0x0 is documented for $select. That the other
// query options have the same code is a doubt: the message is the same.
//
// See https://learn.microsoft.com/troubleshoot/power-platform/dataverse/dataverse-web-api-and-sdk/web-api-client-errors
func NoSuchProperty(t *Table, name string) *odata.Error {
	if err := t.lacks(name); err != nil {
		return err
	}
	return odata.Refuse(http.StatusBadRequest, "0x0", "Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", name, t.Name)
}

// PayloadError refuses a body for the table.
func PayloadError(t *Table, inner string, args ...any) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80048d19",
		"Error identified in Payload provided by the user for Entity :'%s', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : %s",
		t.EntitySet, fmt.Sprintf(inner, args...))
}

// UnknownInPayload refuses a member of a body that the table does not have. It refuses a
// documented name as not covered.
func UnknownInPayload(t *Table, name string) *odata.Error {
	if err := t.lacks(name); err != nil {
		return err
	}
	return PayloadError(t, "Microsoft.Crm.CrmException: Invalid property '%s' was found in entity 'Microsoft.Dynamics.CRM.%s'. ---> Microsoft.OData.ODataException: Does not support untyped value in non-open type.", name, t.Name)
}

// UndeclaredNavigation refuses an annotation of a navigation property that the table does
// not have. It refuses a documented navigation property as not covered. The bare name of a
// polymorphic lookup is no navigation property.
func UndeclaredNavigation(t *Table, name string) *odata.Error {
	if t.LacksNavigation(name) {
		return odata.NotCovered("the navigation property %s of %s", name, t.Name)
	}
	return PayloadError(t, "Microsoft.OData.ODataException: An undeclared property '%s' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values.", name)
}

// UnknownMember refuses a segment after a row that the table does not have. The error is an
// *odata.Error.
func (sc *Schema) UnknownMember(t *Table, name string) error {
	if err := t.lacks(name); err != nil {
		return err
	}
	return sc.UnknownSegment(name)
}

// NoSuchTable refuses the logical name of a table that the schema does not have.
func (sc *Schema) NoSuchTable(name string) *odata.Error {
	if sc.IsDocumentedTable(name) {
		return odata.NotCovered("the table %s", name)
	}
	return odata.Refuse(http.StatusNotFound, "0x80041102", "The entity with a name = '%s' with namemapping = 'Logical' was not found in the MetadataCache.", name)
}

// Taken refuses a new row whose primary key another row has.
func Taken(t *Table) *odata.Error {
	if t.Elastic {
		return odata.StatusError(http.StatusConflict, "A record with matching key values already exists.")
	}
	return odata.AlreadyExists()
}

// NoMessage refuses a message that a table does not have, such as CreateMultiple. The message
// ends with a space, as in the documents.
func NoMessage(t *Table, message string) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80040800", "The '%s' method does not support entities of type '%s'. MessageProcessorCache returned MessageProcessor.Empty. ", message, t.Name)
}

package operation

import (
	"net/http"

	"sns-dynamics/internal/emulator/bulkdelete"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/store"
)

// bulkDelete is the BulkDelete action. The response has the id of a system job.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/bulkdelete
func (c *Invocation) bulkDelete(*store.Row) (response.Response, error) {
	id, err := bulkdelete.Start(c.Session, c.Body)
	if err != nil {
		return response.Response{}, err
	}
	return response.Entity(http.StatusOK, orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#" + odata.Namespace + "BulkDeleteResponse"}, {"JobId", id}}), nil
}

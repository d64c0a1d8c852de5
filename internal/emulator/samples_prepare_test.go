package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"sns-dynamics/internal/emulator"
)

// uncoveredSamples are the samples whose response differs from the document, with the
// reason. doc.go lists the reasons.
var uncoveredSamples = map[string]string{
	"elastic_query": elasticText,
	"action_bound_collection_exporttranslation": operations,
	"create_in_solution":                        metadata,
	"duplicate_detect_create_500":               olderDuplicate,
}

const (
	elasticText    = "numbers as text in a query of an elastic table, which one document shows"
	operations     = "functions and actions other than WhoAmI, RetrieveUserPrivileges, InitializeFrom, GetTimeZoneCodeByLocalizedName, AddPrivilegesRole, WinOpportunity, LoseOpportunity, CloseIncident, WinQuote, CloseQuote, CancelSalesOrder, FulfillSalesOrder, QualifyLead, Merge, SendEmail, AddToQueue, AddMembersTeam, RemoveMembersTeam, BulkDelete, RetrieveMetadataChanges, the messages for many rows and the custom actions of schema.json"
	metadata       = "solutions and web resources, and changes to metadata other than new tables and keys"
	olderDuplicate = "status 500 for a detected duplicate: one document shows it, and the emulator returns the 412 of another document"
)

// preparation is the state that a sample needs and does not contain.
type preparation struct {
	schema     func(map[string]any) // replaces the administrator's schema
	replace    map[string]string
	path, body string // for a sample without a path or body
	header     map[string]string
	late       func(*client) map[string]string // the texts to replace that are known only then
	prepare    func(*client, sample)
}

const service = "/api/data/v9.2/"

var preparations = map[string]preparation{
	"update_return_representation": {prepare: func(c *client, _ sample) {
		c.must(204, "PATCH", "accounts(00000000-0000-0000-0000-000000000001)",
			`{"description":"This is the description of the sample account","address1_latitude":47.639583,"revenue":5000000,"accountcategorycode":1}`)
	}},
	"function_initializefrom": {prepare: func(c *client, _ sample) {
		c.must(204, "PATCH", "accounts(00000000-0000-0000-0000-000000000001)", `{"address1_line1":"123 Maple St.","address1_city":"Seattle","address1_country":"United States of America"}`)
	}},
	"file_upload_single":        {schema: withFileColumn, replace: forAccount},
	"file_upload_chunked_start": {schema: withFileColumn, replace: forAccount},
	"file_upload_chunk": {schema: withFileColumn, late: func(c *client) map[string]string {
		return map[string]string{
			"<accountid>": emulator.AccountID, "< byte[] content removed for brevity>": strings.Repeat("x", 4<<20),
			"<sessiontoken value removed for brevity>": c.beginUpload("25mb.pdf"),
		}
	}},
	"sample_get_with_etag": {prepare: func(c *client, _ sample) {
		c.must(204, "PATCH", "accounts(59d88f5e-6629-ed11-9db1-0022482746b6)",
			`{"name":"Contoso Ltd","revenue":6000000,"telephone1":"555-0003","description":"Parent company of Contoso Pharmaceuticals, etc."}`)
	}},
	"disassociate_collection_by_id_query": {prepare: func(c *client, _ sample) {
		c.must(204, "POST", "accounts(ce9eaaef-f718-ed11-b83e-00224837179f)/contact_customer_accounts/$ref",
			`{"@odata.id":"`+c.conn.ServiceRootURL+`contacts(cf9eaaef-f718-ed11-b83e-00224837179f)"}`)
	}},
	"impersonate_callerobjectid": {prepare: func(c *client, s sample) {
		user := c.must(204, "POST", "systemusers", `{"lastname":"Doe","azureactivedirectoryobjectid":"`+s.Headers["CallerObjectId"]+`"}`).created()
		c.giveRole(user, emulator.SalespersonRoleID)
	}},
	"duplicate_detect_create_412": {prepare: func(c *client, _ sample) {
		c.must(204, "POST", "accounts", `{"name":"Sample Account"}`)
	}},
	"function_bound_retrieveuserprivileges": {prepare: func(c *client, _ sample) {
		c.giveRole("da455fec-68b7-ec11-9840-000d3a13d713", emulator.SalespersonRoleID)
	}},
	"add_privileges_role": {replace: map[string]string{"<id of role>": emulator.SyncRoleID}},
	"assign_owner_by_entra_object_id": {replace: map[string]string{
		"<account ID>": emulator.AccountID, "<member object ID>": emulator.AnaObjectID,
	}},
	"setup_create_application_user": {replace: map[string]string{
		"<app (client) id>": "11111111-2222-4333-8444-555555555555", "<business unit id>": emulator.BusinessUnitID,
	}},
	"setup_find_application_user":       {replace: map[string]string{"<app id>": emulator.ClientID}},
	"error_412_primary_key_exists":      {body: `{"applicationid":"` + emulator.ClientID + `"}`},
	"error_412_alternate_key_violation": {path: service + "accounts", body: `{"accountnumber":"` + emulator.AccountNumber + `"}`},
	"error_generic_shape":               {path: service + "nothings"},
	"error_403_user_not_member_of_org": {path: service + "accounts", schema: func(m map[string]any) {
		for _, row := range m["rows"].([]any) {
			if cells := row.(map[string]any)["cells"].(map[string]any); cells["applicationid"] != nil {
				cells["applicationid"] = "11111111-2222-4333-8444-555555555555"
			}
		}
	}},
	"sample_batch_single_delete": {header: map[string]string{
		"Content-Type": "multipart/mixed; boundary=batch_98e0fdc2-a298-4f42-85a8-da0536140b78", // the document leaves it out
	}},
	"error_400_batch_api_version": {
		header: map[string]string{"Content-Type": "multipart/mixed; boundary=b"},
		body:   "--b\nContent-Type: application/http\nContent-Transfer-Encoding: binary\n\nGET /api/api/data/v9.2/accounts HTTP/1.1\n\n\n--b--\n",
	},
	// The response in the document names another entity set than the request.
	"elastic_create": {replace: map[string]string{"/sensordata(": "/contoso_sensordatas("}},
	"elastic_update": {
		replace: map[string]string{"<Guid Value>": "21d455f2-70f3-ed11-8848-000d3a993550", "partitionId=": "partitionid="},
		prepare: func(c *client, _ sample) { c.measure("21d455f2-70f3-ed11-8848-000d3a993550", "deviceid-001") },
	},
	"elastic_delete_alt_key": {prepare: func(c *client, _ sample) { c.measure("02d82842-f3f4-ed11-8848-000d3a993550", "deviceid-001") }},
	"retrieve_elastic_with_partition_and_session": {prepare: func(c *client, _ sample) {
		c.measure("da9c32cc-2df8-ed11-8849-000d3a993550", "Device-ABC-1234")
	}},
	"deletemultiple_elastic": {prepare: func(c *client, _ sample) {
		for _, first := range "123" {
			c.measure("6"+string(first)+"14ca58-0928-ee11-9965-6045bd5cd155", "Device-ABC-1234")
		}
	}},
	"error_400_plugin_with_annotations": {prepare: failAsDocumented},
	"error_429_number_of_requests":      {path: service + "accounts", prepare: failAsDocumented},
	"error_429_execution_time":          {path: service + "accounts", prepare: failAsDocumented},
	"error_429_concurrent_requests":     {path: service + "accounts", prepare: failAsDocumented},
	"token_client_assertion":            {late: func(c *client) map[string]string { return map[string]string{"<JWT>": c.federatedToken()} }},
	"token_error_invalid_scope": {body: url.Values{
		"client_id": {emulator.ClientID}, "client_secret": {emulator.ClientSecret}, "grant_type": {"client_credentials"}, "scope": {"foo"},
	}.Encode()},
}

var forAccount = map[string]string{"<accountid>": emulator.AccountID}

// withFileColumn adds a file column to accounts, for users who may write it.
func withFileColumn(m map[string]any) {
	addLink(m, "systemuserroles_association", emulator.ApplicationUserID, emulator.AdministratorRoleID)
	m["tables"].([]any)[0].(map[string]any)["columns"].(map[string]any)["sample_filecolumn"] = "File"
}

// beginUpload starts an upload in chunks, and returns its session token.
func (c *client) beginUpload(name string) string {
	c.Helper()
	r := c.must(200, "PATCH", "accounts("+emulator.AccountID+")/sample_filecolumn?x-ms-file-name="+name, "", "x-ms-transfer-mode", "chunked")
	_, token, _ := strings.Cut(r.header.Get("Location"), "sessiontoken=")
	return token
}

// failAsDocumented makes the next response the sample's, because the emulator has no
// plug-ins and no limits of its own.
func failAsDocumented(c *client, s sample) {
	body, _ := json.Marshal(s.ResponseBody)
	c.Server.Fail(1, emulator.Fault{Status: s.ResponseStatus, Header: http.Header{"Retry-After": {"7"}}, Body: string(body)})
}

func (c *client) giveRole(user, role string) {
	c.Helper()
	c.must(204, "POST", "systemusers("+user+")/systemuserroles_association/$ref", `{"@odata.id":"`+c.conn.ServiceRootURL+`roles(`+role+`)"}`)
}

// measure makes a row of an elastic table.
func (c *client) measure(id, partition string) {
	c.Helper()
	c.must(204, "POST", "contoso_sensordatas", `{"contoso_sensordataid":"`+id+`","partitionid":"`+partition+`","contoso_value":1}`)
}

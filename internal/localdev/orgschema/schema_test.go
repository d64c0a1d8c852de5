package orgschema_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/orgschema"
)

// emulator runs with the schema of a document.
func emulated(tb testing.TB, document string) (*client, []string) {
	tb.Helper()
	d, err := csdl.Read(strings.NewReader(document))
	if err != nil {
		tb.Fatal(err)
	}
	made, leftOut, err := orgschema.Schema(d, emulator.EmbeddedSchema())
	if err != nil {
		tb.Fatal(err)
	}
	return newClient(tb, made), leftOut
}

// TestRoundTrip loads the document that the emulator serves. The same requests get the same
// responses.
func TestRoundTrip(t *testing.T) {
	own := newClient(t, nil)
	document := own.must(200, "GET", "$metadata", "").Body
	again, leftOut := emulated(t, document)
	if len(leftOut) > 0 {
		t.Errorf("left out: %q", leftOut)
	}
	if diff := cmp.Diff(strings.Split(document, "\n"), strings.Split(again.must(200, "GET", "$metadata", "").Body, "\n")); diff != "" {
		t.Errorf("$metadata (-own +again):\n%.4000s", diff)
	}
	for _, r := range requests {
		first, second := own.send(r.method, r.path, r.body, r.header...), again.send(r.method, r.path, r.body, r.header...)
		if r.status != first.Status {
			t.Errorf("%s %s: status %d, want %d: %s", r.method, r.path, first.Status, r.status, first.Body)
		}
		if diff := cmp.Diff(first.steady(), second.steady()); diff != "" {
			t.Errorf("%s %s (-own +again):\n%s", r.method, r.path, diff)
		}
	}
}

const id, other = "11111111-2222-4333-8444-555555555555", "21111111-2222-4333-8444-555555555555"

// requests are mainly about parts that a document leaves out.
var requests = []struct {
	status             int
	method, path, body string
	header             []string
}{
	{200, "GET", "WhoAmI", "", nil},
	{200, "GET", "", "", nil},
	{200, "GET", "systemusers?$select=fullname&$filter=internalemailaddress eq 'ana@contoso.example'", "", nil},
	{200, "GET", "systemusers(" + emulator.ApplicationUserID + ")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges", "", nil},
	{200, "GET", "systemusers(" + emulator.AnaID + ")?$expand=systemuserroles_association($select=name)&$select=fullname", "", nil},
	{200, "GET", "EntityDefinitions?$select=LogicalName,EntitySetName,ObjectTypeCode,OwnershipType,TableType,Privileges&$expand=Keys($select=SchemaName,KeyAttributes,EntityKeyIndexStatus)", "", nil},
	{200, "GET", "EntityDefinitions?$select=LogicalName,SchemaName,PrimaryIdAttribute,PrimaryNameAttribute", "", nil},
	{200, "GET", "EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName,AttributeType,IsValidForCreate", "", nil},
	{200, "GET", "EntityDefinitions(LogicalName='contact')/ManyToOneRelationships?$select=SchemaName,ReferencedEntity,ReferencingAttribute", "", nil},
	{204, "PATCH", "accounts(" + id + ")", `{"name":"A","industrycode":3,"revenue":5,"primarycontactid@odata.bind":"/contacts(` + emulator.ContactID + `)"}`, nil},
	{200, "GET", "accounts(" + id + ")?$expand=primarycontactid($select=fullname)", "", nil},
	{200, "GET", "accounts?$orderby=name&$top=3&$count=true", "", nil},
	{400, "PATCH", "accounts(" + id + ")", `{"industrycode":99}`, nil},
	{400, "PATCH", "accounts(" + id + ")", `{"accountnumber":"` + strings.Repeat("x", 21) + `"}`, nil},
	{400, "PATCH", "accounts(" + id + ")", `{"statecode":0,"statuscode":2}`, nil},
	{400, "PATCH", "accounts(" + id + ")", `{"nothing":1}`, nil},
	{204, "PATCH", "accounts(accountnumber='N-1')", `{"name":"B"}`, nil},
	{412, "POST", "accounts", `{"accountnumber":"N-1"}`, nil},
	{412, "POST", "accounts", `{"name":"A"}`, []string{"MSCRM.SuppressDuplicateDetection", "false"}},
	{204, "POST", "leads", `{"leadid":"` + other + `","subject":"s","statuscode":2,"lastname":"L","ownerid@odata.bind":"/systemusers(` + emulator.AnaID + `)"}`, nil},
	{204, "POST", "accounts(" + id + ")/accountleads_association/$ref", `{"@odata.id":"http://127.0.0.1/api/data/v9.2/leads(` + other + `)"}`, nil},
	{200, "GET", "accounts(" + id + ")/accountleads_association?$select=subject", "", nil},
	{204, "PATCH", "new_orders(new_ordernumber='1')", `{"new_duedate":"2026-01-02","new_taxrate":1.5,"new_AccountId@odata.bind":"/accounts(` + id + `)"}`, nil},
	{400, "GET", "new_orders(new_externalid='X')", "", nil},
	{204, "POST", "contoso_sensordatas", `{"contoso_sensordataid":"` + id + `","partitionid":"p","contoso_value":1}`, nil},
	{200, "GET", "contoso_sensordatas(contoso_sensordataid=" + id + ",partitionid='p')", "", nil},
	{200, "POST", "contacts(" + emulator.ContactID + ")/Microsoft.Dynamics.CRM.new_AddNoteToContact", `{"NoteTitle":"t","NoteText":"x"}`, nil},
	{200, "POST", "leads/Microsoft.Dynamics.CRM.new_AssignTerritory", `{"TerritoryName":"North"}`, nil},
	{204, "POST", "new_RecordSyncRun", `{"Source":"s","RowCount":3}`, nil},
	{204, "POST", "WinOpportunity", `{"Status":3,"OpportunityClose":{"subject":"won","opportunityid@odata.bind":"/opportunities(` + emulator.OpportunityID + `)"}}`, nil},
	{200, "GET", "opportunities(" + emulator.OpportunityID + ")", "", nil},
	{200, "POST", "accounts/Microsoft.Dynamics.CRM.CreateMultiple", `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.account","name":"M"}]}`, nil},
	{400, "POST", "annotations/Microsoft.Dynamics.CRM.CreateMultiple", `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.annotation","subject":"M"}]}`, nil},
	{403, "GET", "opportunities", "", []string{"MSCRMCallerID", emulator.EveID}},
	{204, "POST", "contacts", `{"lastname":"C"}`, []string{"CallerObjectId", emulator.AnaObjectID}},
	{501, "GET", "solutions", "", nil},
	{404, "GET", "nothings", "", nil},
	{204, "DELETE", "accounts(" + id + ")", "", nil},
	{404, "GET", "accounts(" + id + ")", "", nil},
}

func realDocument(tb testing.TB) string {
	tb.Helper()
	text, err := os.ReadFile("testdata/org.xml")
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// TestNoCollection: the emulator runs with a document that lacks the collection of a
// relationship whose deletion and merge the emulator knows.
func TestNoCollection(t *testing.T) {
	document := realDocument(t)
	const line = `<NavigationProperty Name="contact_customer_accounts" Type="Collection(mscrm.contact)" Partner="parentcustomerid_account" />`
	if !strings.Contains(document, line) {
		t.Fatal("the document has no contact_customer_accounts")
	}
	_, leftOut := emulated(t, strings.Replace(document, line, "", 1))
	want := "line 114: NavigationProperty parentcustomerid_account of contact: the effect of a delete or a merge on it: account has no contact_customer_accounts"
	if !slices.Contains(leftOut, want) {
		t.Errorf("left out: %q, want %q", leftOut, want)
	}
}

func TestSchemaRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ from, to, want string }{
		"a base type of itself": {`Name="account" BaseType="mscrm.crmbaseentity"`, `Name="account" BaseType="mscrm.account"`, "EntityType account: it has more than 16 base types, or is one of its own"},
		"a set of nothing":      {`EntityType="Microsoft.Dynamics.CRM.account"`, `EntityType="Microsoft.Dynamics.CRM.nothing"`, "EntitySet accounts: the document has no entity type nothing"},
		"another's set":         {`EntityType="Microsoft.Dynamics.CRM.role"`, `EntityType="Microsoft.Dynamics.CRM.activityparty"`, "the entity set roles is not of the table role"},
	} {
		document := realDocument(t)
		if !strings.Contains(document, tt.from) {
			t.Fatalf("%s: the document has no %s", name, tt.from)
		}
		d, err := csdl.Read(strings.NewReader(strings.Replace(document, tt.from, tt.to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = orgschema.Schema(d, emulator.EmbeddedSchema())
		if err == nil || !strings.HasSuffix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if placed, ok := errors.AsType[*csdl.Error](err); ok && placed.Line == 0 {
			t.Errorf("%s: no line", name)
		}
	}
}

// attribute matches an attribute in the document.
var attribute = regexp.MustCompile(`(Name|Type|BaseType|Partner|Property|PropertyPath|EntityType)="([^"]*)"`)

// FuzzSchema changes a real document in many places. If the document can still be read and
// is valid, it makes a schema with which an emulator runs.
func FuzzSchema(f *testing.F) {
	documents := []string{realDocument(f), newClient(f, nil).must(200, "GET", "$metadata", "").Body}
	for seed := range uint64(12) {
		f.Add(seed, uint8(seed/2), seed%2 == 0)
	}
	f.Fuzz(func(t *testing.T, seed uint64, edits uint8, org bool) {
		document := documents[0]
		if !org {
			document = documents[1]
		}
		d, err := csdl.Read(strings.NewReader(spoil(document, seed, int(edits%64))))
		if err != nil {
			return
		}
		made, _, err := orgschema.Schema(d, emulator.EmbeddedSchema())
		if err != nil {
			return
		}
		if _, err := emulator.New(emulator.Options{Schema: made}); err != nil {
			t.Errorf("New: %v", err)
		}
	})
}

// spoil removes lines, and replaces values of attributes by other values.
func spoil(document string, seed uint64, edits int) string {
	random := rand.New(rand.NewPCG(seed, 0))
	lines := strings.Split(document, "\n")
	values := attribute.FindAllStringSubmatch(document, -1)
	for range edits {
		at := random.IntN(len(lines))
		if strings.HasSuffix(lines[at], "/>") && random.IntN(4) == 0 {
			lines[at] = ""
			continue
		}
		lines[at] = attribute.ReplaceAllStringFunc(lines[at], func(found string) string {
			if random.IntN(2) == 0 {
				return found
			}
			name, _, _ := strings.Cut(found, "=")
			return name + `="` + values[random.IntN(len(values))][2] + `"`
		})
	}
	return strings.Join(lines, "\n")
}

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

const qualifyLead = "QualifyLead"

// stateQualified is the statecode of a qualified lead.
const stateQualified = 1

// leadMappings are the columns that a new row copies from a lead: the column of the lead,
// then the column of the new row. They are the default mappings whose columns the schema
// has. Microsoft's page names the columns by their labels.
//
// See https://learn.microsoft.com/dynamics365/sales/define-lead-qualification-experience
var leadMappings = map[string][][2]string{
	"account": {
		{"companyname", "name"}, {"telephone1", "telephone1"}, {"emailaddress1", "emailaddress1"}, {"websiteurl", "websiteurl"},
		{"description", "description"}, {"revenue", "revenue"}, {"numberofemployees", "numberofemployees"},
		{"address1_line1", "address1_line1"}, {"address1_city", "address1_city"},
		{"address1_postalcode", "address1_postalcode"}, {"address1_country", "address1_country"},
	},
	"contact": {
		{"firstname", "firstname"}, {"lastname", "lastname"}, {"jobtitle", "jobtitle"}, {"telephone1", "telephone1"}, {"mobilephone", "mobilephone"},
		{"emailaddress1", "emailaddress1"}, {"description", "description"},
		{"address1_line1", "address1_line1"}, {"address1_city", "address1_city"},
		{"address1_postalcode", "address1_postalcode"}, {"address1_country", "address1_country"},
	},
	"opportunity": {{"subject", "name"}, {"budgetamount", "budgetamount"}, {"description", "description"}},
}

// qualification is one run of QualifyLead.
type qualification struct {
	*Invocation
	lead     *store.Row
	given    orderedjson.Object
	made     []*store.Row
	customer *store.Row // the customer of the opportunity
	account  *store.Row
	contact  *store.Row
}

// qualifyLead is the QualifyLead action: it creates an account, a contact and an
// opportunity from the lead, as the parameters say, and qualifies the lead. If it creates
// both an account and a contact, each has a lookup to the other. An opportunity without
// OpportunityCustomerId gets the new account, else the new contact: no document says so.
//
// See https://learn.microsoft.com/previous-versions/dynamicscrm-2016/developers-guide/mt491164(v=crm.8)
// and https://learn.microsoft.com/dotnet/api/microsoft.crm.sdk.messages.qualifyleadrequest
func (c *Invocation) qualifyLead(lead *store.Row) (response.Response, error) {
	known := []string{"CreateAccount", "CreateContact", "CreateOpportunity", "OpportunityCurrencyId", "OpportunityCustomerId", "SourceCampaignId", "Status", "ProcessInstanceId"}
	given, err := c.parameters(qualifyLead, func(p string) bool { return slices.Contains(known, p) })
	if err != nil {
		return response.Response{}, err
	}
	for _, name := range []string{"SourceCampaignId", "ProcessInstanceId"} {
		if v, _ := given.Get(name); v != nil {
			return response.Response{}, odata.NotCovered("the parameter %s of %s", name, qualifyLead)
		}
	}
	status, err := wholeParameter(qualifyLead, given, "Status")
	if err != nil {
		return response.Response{}, err
	}
	if lead.Integer("statecode") != 0 {
		return response.Response{}, odata.Refuse(http.StatusBadRequest, "0x80040519", "The lead is already closed.")
	}
	q := &qualification{Invocation: c, lead: lead, given: given}
	for _, create := range []struct {
		parameter string
		run       func() error
	}{{"CreateAccount", q.createAccount}, {"CreateContact", q.createContact}, {"CreateOpportunity", q.createOpportunity}} {
		wanted, err := boolParameter(qualifyLead, given, create.parameter)
		if err != nil {
			return response.Response{}, err
		}
		if !wanted {
			continue
		}
		if err := create.run(); err != nil {
			return response.Response{}, err
		}
	}
	if err := c.setState(c.Store.Find(lead.Table, lead.ID), stateQualified, status, nil); err != nil {
		return response.Response{}, err
	}
	return q.response(), nil
}

func (q *qualification) createAccount() error {
	if t := q.Schema.ByName["account"]; t != nil && q.Need(schema.VerbCreate, t) != nil {
		return odata.Refuse(http.StatusForbidden, "0x80081018", "You can't qualify this lead because you don't have permission to create accounts. Work with your system administrator to create the account and then try again.")
	}
	var err error
	q.account, err = q.create("account", nil)
	q.customer = q.account
	return err
}

func (q *qualification) createContact() error {
	var lookups orderedjson.Object
	if q.account != nil {
		lookups = bindTo("parentcustomerid_account", q.account)
	}
	var err error
	if q.contact, err = q.create("contact", lookups); err != nil {
		return err
	}
	if q.account == nil {
		q.customer = q.contact
		return nil
	}
	q.account, err = q.Update(q.account, bindTo("primarycontactid", q.contact), nil)
	return err
}

func (q *qualification) createOpportunity() error {
	var lookups orderedjson.Object
	if v, _ := q.given.Get("OpportunityCustomerId"); v != nil {
		customer, err := q.rowParameter(qualifyLead, "OpportunityCustomerId", v, nil)
		if err != nil {
			return err
		}
		q.customer = customer
	}
	if q.customer != nil {
		lookups = append(lookups, bindTo("customerid_"+q.customer.Table.Name, q.customer)...)
	}
	if v, _ := q.given.Get("OpportunityCurrencyId"); v != nil {
		currency, err := q.rowParameter(qualifyLead, "OpportunityCurrencyId", v, q.Schema.ByName["transactioncurrency"])
		if err != nil {
			return err
		}
		lookups = append(lookups, bindTo("transactioncurrencyid", currency)...)
	}
	if q.account != nil {
		lookups = append(lookups, bindTo("parentaccountid", q.account)...)
	}
	if q.contact != nil {
		lookups = append(lookups, bindTo("parentcontactid", q.contact)...)
	}
	opportunity, err := q.create("opportunity", lookups)
	if err != nil {
		return err
	}
	q.lead, err = q.Change(q.lead, func(ch *engine.RowChange) error {
		ch.Row.Cells["qualifyingopportunityid"] = opportunity.Reference()
		return nil
	})
	return err
}

// create inserts a row with the columns that it copies from the lead.
func (q *qualification) create(table string, lookups orderedjson.Object) (*store.Row, error) {
	t := q.Schema.ByName[table]
	if t == nil || t.SingleValued("originatingleadid") == nil {
		return nil, odata.NotCovered("%s without the tables it works on", qualifyLead)
	}
	body := append(lookups, bindTo("originatingleadid", q.lead)...)
	for _, m := range leadMappings[table] {
		if v := q.lead.Cells[m[0]]; v != nil && t.Columns[m[1]] != nil {
			body = append(body, orderedjson.Member{Name: m[1], Value: v})
		}
	}
	row, err := q.Insert(t, body, nil, nil)
	if err == nil {
		q.made = append(q.made, row)
	}
	return row, err
}

func (q *qualification) response() response.Response {
	rows := []any{}
	for _, r := range q.made {
		rows = append(rows, orderedjson.Object{
			{Name: "@odata.type", Value: "#" + odata.Namespace + r.Table.Name},
			{Name: r.Table.PrimaryKey, Value: r.ID},
		})
	}
	return response.Entity(http.StatusOK, orderedjson.Object{
		{Name: "@odata.context", Value: q.Endpoint.Root + "$metadata#Collection(" + odata.Namespace + "crmbaseentity)"},
		{Name: "value", Value: rows},
	})
}

// bindTo is the member of a body that sets a navigation property to a row.
func bindTo(navigation string, row *store.Row) orderedjson.Object {
	return orderedjson.Object{{Name: navigation + "@odata.bind", Value: "/" + row.Table.EntitySet + "(" + row.ID + ")"}}
}

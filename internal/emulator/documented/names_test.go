package documented

import (
	"slices"
	"testing"
)

// TestCounts checks the counts in README.md.
func TestCounts(t *testing.T) {
	names := Read()
	var columns, lookups, collections int
	for _, table := range names.Tables() {
		for _, c := range table.Columns() {
			columns++
			if c.IsLookup {
				lookups++
			}
		}
		for _, body := range table.bodies {
			for line := range lines(body) {
				if _, isColumn := columnOf(line); !isColumn {
					collections++
				}
			}
		}
	}
	kinds, bindings := map[Kind]int{}, map[Binding]int{}
	for _, o := range names.Operations() {
		kinds[o.Kind]++
		if o.Kind != Filter {
			bindings[o.Binding]++
		}
	}
	for what, c := range map[string][2]int{
		"tables":          {len(names.Tables()), 1599},
		"columns":         {columns, 45555},
		"lookups":         {lookups, 12369},
		"collections":     {collections, 16809},
		"actions":         {kinds[Action], 437},
		"functions":       {kinds[Function], 117},
		"query functions": {kinds[Filter], 69},
		"messages":        {kinds[Message], 22},
		"unbound":         {bindings[Unbound], 182},
		"of a row":        {bindings[ToEntity], 166},
		"of a collection": {bindings[ToCollection], 16},
		"not stated":      {bindings[NotStated], 212},
	} {
		if c[0] != c[1] {
			t.Errorf("%d %s, want %d", c[0], what, c[1])
		}
	}
}

func TestTable(t *testing.T) {
	names := Read()
	for _, c := range []struct {
		logicalName, entitySet, primaryKey string
		columns, lookups, navigation       []string
	}{
		{"account", "accounts", "accountid",
			[]string{"accountid", "name", "accountnumber", "revenue", "statecode", "versionnumber"},
			[]string{"primarycontactid", "parentaccountid", "ownerid", "createdby", "territoryid"},
			[]string{"primarycontactid", "Account_Tasks", "account_parent_account", "contact_customer_accounts"}},
		{"contact", "contacts", "contactid",
			[]string{"firstname", "lastname", "emailaddress1", "fullname"},
			[]string{"parentcustomerid", "transactioncurrencyid"},
			[]string{"parentcustomerid_account", "parentcustomerid_contact"}},
		{"incident", "incidents", "incidentid",
			[]string{"title", "ticketnumber", "prioritycode"},
			[]string{"customerid", "primarycontactid"},
			[]string{"customerid_account", "Incident_Tasks", "KnowledgeBaseRecord_Incident"}},
		{"opportunity", "opportunities", "opportunityid",
			[]string{"name", "estimatedvalue", "estimatedvalue_base"},
			[]string{"customerid", "originatingleadid", "pricelevelid"},
			[]string{"customerid_contact", "Opportunity_OpportunityClose", "sla_opportunity_sla"}},
		{"task", "tasks", "activityid",
			[]string{"subject", "scheduledend"},
			[]string{"regardingobjectid"},
			[]string{"regardingobjectid_account_task", "Task_Annotation"}},
		{"msdyn_workorder", "msdyn_workorders", "msdyn_workorderid",
			[]string{"msdyn_name", "msdyn_systemstatus", "msdyn_totalamount"},
			[]string{"msdyn_serviceaccount", "msdyn_workordertype", "ownerid"},
			nil},
		{"msdyn_project", "msdyn_projects", "msdyn_projectid", []string{"msdyn_subject"}, []string{"msdyn_customer"}, nil},
		{"msdyn_customerasset", "msdyn_customerassets", "msdyn_customerassetid", []string{"msdyn_name"}, []string{"msdyn_account"}, nil},
		{"owner", "owners", "ownerid", []string{"ownerid"}, nil, nil},
		{"annualfiscalcalendar", "annualfiscalcalendars", "userfiscalcalendarid", []string{"annual"}, nil, nil},
	} {
		table, ok := names.TableOfSet(c.entitySet)
		if !ok || table.LogicalName != c.logicalName || table.PrimaryKey != c.primaryKey {
			t.Errorf("entity set %s is of %+v, %v", c.entitySet, table, ok)
		}
		for _, name := range c.columns {
			if got, ok := table.Column(name); !ok || got.LogicalName != name || got.IsLookup || got.Property() != name {
				t.Errorf("%s.%s: %+v, %v", c.logicalName, name, got, ok)
			}
			if got, ok := table.ColumnOfProperty(name); !ok || got.LogicalName != name {
				t.Errorf("%s.%s as a property: %+v, %v", c.logicalName, name, got, ok)
			}
		}
		for _, name := range c.lookups {
			property := "_" + name + "_value"
			if got, ok := table.Column(name); !ok || !got.IsLookup || got.Property() != property {
				t.Errorf("%s.%s: %+v, %v", c.logicalName, name, got, ok)
			}
			if got, ok := table.ColumnOfProperty(property); !ok || got.LogicalName != name {
				t.Errorf("%s.%s: %+v, %v", c.logicalName, property, got, ok)
			}
			if got, ok := table.ColumnOfProperty(name); ok {
				t.Errorf("%s.%s is a property of %+v", c.logicalName, name, got)
			}
		}
		for _, name := range c.navigation {
			if !table.HasNavigation(name) {
				t.Errorf("%s has no %s", c.logicalName, name)
			}
		}
	}
}

// TestNotDocumented: a name that Microsoft does not document, or that is in other case, is
// not documented.
func TestNotDocumented(t *testing.T) {
	names := Read()
	for _, set := range []string{"", "account", "Accounts", "cr1_machines"} {
		if table, ok := names.TableOfSet(set); ok {
			t.Errorf("entity set %q is of %s", set, table.LogicalName)
		}
	}
	account, _ := names.Table("account")
	for _, name := range []string{"", "Name", "nam", "owneridname", "_name_value", "_ownerid_value", "+owned", "*", "="} {
		if c, ok := account.Column(name); ok {
			t.Errorf("column %q is %+v", name, c)
		}
	}
	for _, name := range []string{"_name_value", "_ownerid", "ownerid_value", "__value", "_value"} {
		if c, ok := account.ColumnOfProperty(name); ok {
			t.Errorf("property %q is of %+v", name, c)
		}
	}
	for _, name := range []string{"", "name", "account_tasks", "=", "ownerid=", "~_PostFollows"} {
		if account.HasNavigation(name) {
			t.Errorf("navigation property %q", name)
		}
	}
	for _, name := range []string{"", "winopportunity", "Microsoft.Dynamics.CRM.WinOpportunity", "new_Approve", "SetState"} {
		if o, ok := names.Operation(name); ok {
			t.Errorf("operation %q is %+v", name, o)
		}
	}
}

func TestOperation(t *testing.T) {
	names := Read()
	for _, want := range []Operation{
		{"CloseIncident", Action, Unbound, nil},
		{"LoseOpportunity", Action, Unbound, nil},
		{"WinOpportunity", Action, Unbound, nil},
		{"QualifyLead", Action, ToEntity, []string{"lead"}},
		{"AddItemCampaign", Action, ToEntity, []string{"campaign", "list", "product", "salesliterature"}},
		{"ExportTranslation", Action, ToCollection, []string{"solution"}},
		{"CreateMultiple", Action, ToCollection, nil},
		{"msdyn_CopyProject", Action, ToEntity, []string{"msdyn_project"}},
		{"msdyn_GetPrice", Action, Unbound, nil},
		{"msdyn_GetProjects", Action, NotStated, nil},
		{"PvaPublish", Message, NotStated, nil},
		{"RetrieveAadUserRoles", Function, NotStated, nil},
		{"CalculateTotalTimeIncident", Function, ToEntity, []string{"incident"}},
		{"GetDefaultPriceLevel", Function, ToCollection, []string{"pricelevel"}},
		{"RetrieveTotalRecordCount", Function, Unbound, nil},
		{"WhoAmI", Function, Unbound, nil},
		{"LastXHours", Filter, Unbound, nil},
	} {
		got, ok := names.Operation(want.Name)
		if !ok || got.Name != want.Name || got.Kind != want.Kind || got.Binding != want.Binding || !slices.Equal(got.Tables, want.Tables) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	for binding, want := range map[Binding]string{Unbound: "", ToEntity: "entity", ToCollection: "entityset", NotStated: ""} {
		if got := binding.Parameter(); got != want {
			t.Errorf("the binding parameter of %s is %q, want %q", binding, got, want)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Read()
	}
}

func BenchmarkColumn(b *testing.B) {
	account, _ := Read().Table("account")
	b.ReportAllocs()
	for b.Loop() {
		account.Column("websiteurl")
	}
}

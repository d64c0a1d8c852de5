package values_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/operation"
)

// object is a JSON object.
type object = map[string]any

// environment serves the definitions of tables and the rows of queries.
type environment struct {
	tables map[string]*table // by logical name
	// rows are the ids of the rows that a filter has. refusals are codes, and errs errors.
	rows     map[string][]string
	refusals map[string]string
	errs     map[string]error
	fetches  [][]string
	now      time.Time
	*values.Resolver
}

// table is a table of an environment.
type table struct {
	set     string
	types   map[string]string // the AttributeType of each column
	secured string            // a column
	// choices are the labels of the options of a column, by their values.
	choices map[string]map[int][]string
	dates   map[string][2]string // format and behavior
	keys    [][]string
	lookups map[string]map[string]string // navigation properties by target, by column
	noETags bool
	// paged says that the relationships come in pages of one.
	paged bool
}

func newEnvironment() *environment {
	e := &environment{
		tables: map[string]*table{
			"account": {set: "accounts", types: map[string]string{"accountid": "Uniqueidentifier", "name": "String", "accountnumber": "String", "industry": "Picklist", "vip": "Boolean", "founded": "DateTime", "parentid": "Lookup", "picture": "Virtual"},
				choices: map[string]map[int][]string{"industry": {1: {"Shipping", "Reederei"}, 2: {"Farming"}}, "vip": {0: {"No"}, 1: {"Yes", "Ja"}}},
				dates:   map[string][2]string{"founded": {"DateOnly", "DateOnly"}},
				keys:    [][]string{{"accountnumber"}, {"founded", "name"}, {"parentid"}},
				lookups: map[string]map[string]string{"parentid": {"account": "parentid"}},
			},
			"contact": {set: "contacts", types: map[string]string{
				"contactid": "Uniqueidentifier", "lastname": "String", "notes": "Memo", "size": "Integer", "big": "BigInt", "rate": "Decimal", "ratio": "Double", "limit": "Money",
				"gender": "Picklist", "statecode": "State", "statuscode": "Status", "optin": "Boolean", "hobbies": "Virtual", "photo": "Virtual", "birthdate": "DateTime", "seen": "DateTime", "due": "DateTime", "meant": "DateTime",
				"parent": "Customer", "ownerid": "Owner", "regarding": "Lookup", "logicaltype": "EntityName", "odd": "ManagedProperty", "hidden": "String",
			},
				secured: "hidden",
				choices: map[string]map[int][]string{"gender": {1: {"Male", "Männlich"}, 2: {"Female"}, 3: {"Other"}, 4: {"other"}}, "statecode": {0: {"Active"}}, "statuscode": {1: {"Active"}}, "optin": {0: {"Forbid"}, 1: {"Allow"}}, "hobbies": {1: {"Chess"}, 2: {"Football"}}},
				dates:   map[string][2]string{"birthdate": {"DateOnly", "DateOnly"}, "seen": {"DateAndTime", "UserLocal"}, "due": {"DateOnly", "TimeZoneIndependent"}, "meant": {"DateOnly", "UserLocal"}},
				lookups: map[string]map[string]string{"parent": {"account": "parent_account", "contact": "parent_contact"}, "ownerid": {"owner": "ownerid"}, "regarding": {"account": "regarding_account"}},
			},
			"systemuser":    {set: "systemusers", types: map[string]string{"systemuserid": "Uniqueidentifier", "internalemailaddress": "String"}},
			"team":          {set: "teams", types: map[string]string{"teamid": "Uniqueidentifier", "name": "String"}},
			"email":         {set: "emails", types: map[string]string{"emailid": "Uniqueidentifier", "subject": "String", "to": "PartyList", "from": "PartyList", "allparties": "PartyList"}},
			"activityparty": {set: "activityparties", types: map[string]string{"activitypartyid": "Uniqueidentifier", "partyid": "Lookup"}, lookups: map[string]map[string]string{"partyid": {"contact": "partyid_contact", "systemuser": "partyid_systemuser"}}, paged: true},
		},
		rows: map[string][]string{}, refusals: map[string]string{}, errs: map[string]error{},
		now: time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC),
	}
	e.Resolver = values.New(e.fetch, func() time.Time { return e.now })
	return e
}

const (
	someID  = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"
	otherID = "3fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"
)

// fetch is the [values.Fetch] of the environment.
func (e *environment) fetch(_ context.Context, paths []string) ([]values.Response, error) {
	e.fetches = append(e.fetches, paths)
	all := make([]values.Response, len(paths))
	for i, path := range paths {
		if err := e.errs[path]; err != nil {
			all[i] = values.Response{Err: err}
			continue
		}
		switch {
		case strings.HasPrefix(path, "EntityDefinitions?"):
			names := []object{}
			for name, t := range e.tables {
				names = append(names, object{"LogicalName": name, "EntitySetName": t.set})
			}
			all[i] = body(object{"value": names})
		case strings.HasPrefix(path, "EntityDefinitions("):
			all[i] = e.definition(path)
		default:
			all[i] = e.query(path)
		}
	}
	return all, nil
}

func body(v any) values.Response {
	b, _ := json.Marshal(v)
	return values.Response{Body: b}
}

func (e *environment) definition(path string) values.Response {
	plain, _ := url.PathUnescape(path)
	name := strings.Split(plain, "'")[1]
	t := e.tables[name]
	if t == nil {
		return values.Response{IsMissing: true}
	}
	list := []object{}
	switch _, cast, _ := strings.Cut(path, "Microsoft.Dynamics.CRM."); {
	case strings.Contains(path, "page="):
		return body(object{"value": t.relationships()[1:]})
	case cast == "":
		return body(t.whole(name))
	case strings.HasPrefix(cast, "DateTime"):
		for column, d := range t.dates {
			list = append(list, object{"LogicalName": column, "Format": d[0], "DateTimeBehavior": object{"Value": d[1]}})
		}
	default:
		kind, _, _ := strings.Cut(cast, "AttributeMetadata")
		for column, options := range t.choices {
			if t.types[column] == kind || kind == "MultiSelectPicklist" && column == "hobbies" {
				list = append(list, object{"LogicalName": column, "OptionSet": optionSet(kind, options)})
			}
		}
	}
	return body(object{"value": list})
}

func optionSet(kind string, options map[int][]string) object {
	option := func(value int) object {
		labels := []object{}
		for _, l := range options[value] {
			labels = append(labels, object{"Label": l})
		}
		return object{"Value": value, "Label": object{"LocalizedLabels": labels}}
	}
	if kind == "Boolean" {
		return object{"TrueOption": option(1), "FalseOption": option(0)}
	}
	all := []object{}
	for value := range options {
		all = append(all, option(value))
	}
	return object{"Options": all}
}

func (t *table) whole(name string) object {
	attributes, keys := []object{}, []object{{"KeyAttributes": []string{"name"}, "EntityKeyIndexStatus": "Failed"}}
	for column, kind := range t.types {
		attributes = append(attributes, object{"LogicalName": column, "AttributeType": kind, "IsSecured": column == t.secured, "IsValidForRead": column != "photo"})
	}
	for _, k := range t.keys {
		keys = append(keys, object{"KeyAttributes": k, "EntityKeyIndexStatus": "Active"})
	}
	o := object{"LogicalName": name, "EntitySetName": t.set, "PrimaryIdAttribute": name + "id", "IsOptimisticConcurrencyEnabled": !t.noETags, "Attributes": attributes, "Keys": keys}
	o["ManyToOneRelationships"] = t.relationships()
	if t.paged {
		o["ManyToOneRelationships"] = t.relationships()[:1]
		o["ManyToOneRelationships@odata.nextLink"] = "https://other.example/api/data/v9.2/EntityDefinitions(LogicalName='" + name + "')/ManyToOneRelationships?page=2"
	}
	return o
}

func (t *table) relationships() []object {
	all := []object{}
	for column, targets := range t.lookups {
		for target, navigation := range targets {
			all = append(all, object{"ReferencingAttribute": column, "ReferencedEntity": target, "ReferencingEntityNavigationPropertyName": navigation})
		}
	}
	slices.SortFunc(all, func(a, b object) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

// query serves the query for a row. The filter names the rows.
func (e *environment) query(path string) values.Response {
	u, _ := url.Parse(path)
	filter, key := u.Query().Get("$filter"), u.Query().Get("$select")
	if code := e.refusals[filter]; code != "" {
		return values.Response{Refusal: code}
	}
	rows := []object{}
	for _, id := range e.rows[filter] {
		rows = append(rows, object{key: id})
	}
	return body(object{"@odata.count": len(rows), "value": rows})
}

// resolve resolves an operation.
func (e *environment) resolve(t *testing.T, op operation.Operation) values.Resolved {
	t.Helper()
	return e.Resolve(t.Context(), []operation.Operation{op})[0]
}

// on returns an operation on a table with values.
func on(kind operation.Kind, table, values string) operation.Operation {
	return operation.Operation{Kind: kind, Table: table, Row: operation.Row{ID: someID}, Values: json.RawMessage(values)}
}

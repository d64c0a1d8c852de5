package metadata

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// changesQuery is the supported part of an EntityQueryExpression.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/query-schema-definitions
type changesQuery struct {
	Properties     queriedProperties
	Criteria       criteria
	AttributeQuery *struct {
		Properties queriedProperties
		Criteria   criteria
	}
}

// queriedProperties are the properties to retrieve. AllProperties stands for the properties
// that the emulator knows, and with an AttributeQuery for the columns of a table.
type queriedProperties struct {
	AllProperties bool
	PropertyNames []string
}

// of returns the names of the properties of a description.
func (p queriedProperties) of(d description) []string {
	if p.AllProperties {
		return d.properties
	}
	return p.PropertyNames
}

type criteria struct {
	FilterOperator string
	Conditions     []struct {
		PropertyName, ConditionOperator string
		Value                           struct{ Type, Value string }
	}
}

// Changes serves RetrieveMetadataChanges: the tables and columns that the conditions of
// its query choose, with the properties that the query names. The error is an
// *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrievemetadatachanges
func (c Request) Changes(s odata.Segment) (response.Response, error) {
	if c.Method != http.MethodGet {
		return response.Response{}, odata.Refuse(http.StatusNotFound, "", "No HTTP resource was found that matches the request URI '%s'.", c.Target)
	}
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	alias, named := strings.CutPrefix(s.Args, "Query=@")
	if !named {
		return response.Response{}, odata.NotCovered("parameters (%s) of %s", s.Args, s.Name)
	}
	var q changesQuery
	dec := json.NewDecoder(strings.NewReader(c.Query.Aliases["@"+alias]))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return response.Response{}, odata.NotCovered("the Query of %s: %v", s.Name, err)
	}
	if err := c.refuseLackingChanges(q); err != nil {
		return response.Response{}, err
	}
	tables := []any{}
	for _, t := range c.schema.SortedTables() {
		o, err := q.describe(t)
		if err != nil {
			return response.Response{}, err
		}
		if o != nil {
			tables = append(tables, o)
		}
	}
	return response.Entity(http.StatusOK, orderedjson.Object{
		{"@odata.context", c.Endpoint.Root + "$metadata#" + odata.Namespace + "RetrieveMetadataChangesResponse"},
		{"EntityMetadata", tables}, {"ServerVersionStamp", ""}, {"DeletedMetadata", nil},
	}), nil
}

// describe returns the properties of a table that the query asks for; nil if the
// conditions do not choose the table.
func (q changesQuery) describe(t *schema.Table) (orderedjson.Object, error) {
	definition := definitionOf(t)
	if keep, err := q.Criteria.admits(entityDefinition, definition); err != nil || !keep {
		return nil, err
	}
	names := slices.Clone(q.Properties.of(entityDefinition))
	columns := q.Properties.AllProperties || slices.Contains(names, "Attributes")
	names = slices.DeleteFunc(names, func(name string) bool { return name == "Attributes" })
	o, err := entityDefinition.pick(definition, names)
	if err != nil || !columns || q.AttributeQuery == nil {
		return o, err
	}
	of := description{typeName: "AttributeMetadata", properties: append(slices.Clone(attributeProperties), "OptionSet")}
	for _, own := range castProperties {
		of.properties = append(of.properties, own...)
	}
	list := []any{}
	for _, item := range attributesOf(t) {
		keep, err := q.AttributeQuery.Criteria.admits(of, item)
		if err != nil {
			return nil, err
		}
		if !keep {
			continue
		}
		picked, err := of.pick(item, q.AttributeQuery.Properties.of(of))
		if err != nil {
			return nil, err
		}
		list = append(list, picked)
	}
	return append(o, orderedjson.Member{"Attributes", list}), nil
}

// pick returns the object with the named properties. It leaves out properties that the type
// of the object does not have.
func (d description) pick(o orderedjson.Object, names []string) (orderedjson.Object, error) {
	for _, name := range names {
		if err := d.check(name); err != nil {
			return nil, err
		}
	}
	return selection{names: names}.render(nil, o), nil
}

// admits reports whether all conditions hold. It supports only conditions of equality.
func (m criteria) admits(d description, o orderedjson.Object) (bool, error) {
	if m.FilterOperator != "" && m.FilterOperator != "And" {
		return false, odata.NotCovered("the FilterOperator %s of RetrieveMetadataChanges", m.FilterOperator)
	}
	for _, condition := range m.Conditions {
		if condition.ConditionOperator != "Equals" || condition.Value.Type != "System.String" {
			return false, odata.NotCovered("the ConditionOperator %s with a %s in RetrieveMetadataChanges", condition.ConditionOperator, condition.Value.Type)
		}
		if err := d.checkSimple(condition.PropertyName); err != nil {
			return false, err
		}
		if v, _ := o.Get(condition.PropertyName); v != any(condition.Value.Value) {
			return false, nil
		}
	}
	return true, nil
}

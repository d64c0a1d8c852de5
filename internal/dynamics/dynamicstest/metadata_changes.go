package dynamicstest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// metadataQuery is an EntityQueryExpression, as far as it is covered.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/query-schema-definitions
type metadataQuery struct {
	Properties     metadataProperties
	Criteria       metadataCriteria
	AttributeQuery *struct {
		Properties metadataProperties
		Criteria   metadataCriteria
	}
}

type metadataProperties struct{ PropertyNames []string }

type metadataCriteria struct {
	FilterOperator string
	Conditions     []struct {
		PropertyName, ConditionOperator string
		Value                           struct{ Type, Value string }
	}
}

// metadataChanges answers RetrieveMetadataChanges: tables, with columns whose own
// type of metadata tells of more, by the conditions and properties of its query.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrievemetadatachanges
func (c *call) metadataChanges(s segment) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, refuse(http.StatusNotFound, "", "No HTTP resource was found that matches the request URI '%s'.", c.target)
	}
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	alias, named := strings.CutPrefix(s.args, "Query=@")
	if !named {
		return answer{}, notKnown("parameters (%s) of %s", s.args, s.name)
	}
	var q metadataQuery
	dec := json.NewDecoder(strings.NewReader(c.query.aliases["@"+alias]))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return answer{}, notKnown("the Query of %s: %v", s.name, err)
	}
	tables := []any{}
	for _, t := range c.schema.sortedTables() {
		o, err := q.describe(t)
		if err != nil {
			return answer{}, err
		}
		if o != nil {
			tables = append(tables, o)
		}
	}
	return entityAnswer(http.StatusOK, object{
		{"@odata.context", c.root + "$metadata#" + namespace + "RetrieveMetadataChangesResponse"},
		{"EntityMetadata", tables}, {"ServerVersionStamp", ""}, {"DeletedMetadata", nil},
	}), nil
}

// describe returns what the query asks of a table; nil if it does not ask.
func (q metadataQuery) describe(t *table) (object, error) {
	definition := t.definition()
	if keep, err := q.Criteria.admits(entityDefinition, definition); err != nil || !keep {
		return nil, err
	}
	names := slices.Clone(q.Properties.PropertyNames)
	columns := slices.Contains(names, "Attributes")
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
	for _, item := range t.attributes() {
		keep, err := q.AttributeQuery.Criteria.admits(of, item)
		if err != nil {
			return nil, err
		}
		if !keep {
			continue
		}
		picked, err := of.pick(item, q.AttributeQuery.Properties.PropertyNames)
		if err != nil {
			return nil, err
		}
		list = append(list, picked)
	}
	return append(o, member{"Attributes", list}), nil
}

// pick is the object with the properties named; those it does not have, as its
// type has none of that name, are left out.
func (d description) pick(o object, names []string) (object, error) {
	for _, name := range names {
		if err := d.check(name); err != nil {
			return nil, err
		}
	}
	return picked{names: names}.render(nil, o), nil
}

// admits reports whether all conditions hold, which must be about equality.
func (m metadataCriteria) admits(d description, o object) (bool, error) {
	if m.FilterOperator != "" && m.FilterOperator != "And" {
		return false, notKnown("the FilterOperator %s of RetrieveMetadataChanges", m.FilterOperator)
	}
	for _, condition := range m.Conditions {
		if condition.ConditionOperator != "Equals" || condition.Value.Type != "System.String" {
			return false, notKnown("the ConditionOperator %s with a %s in RetrieveMetadataChanges", condition.ConditionOperator, condition.Value.Type)
		}
		if err := d.checkSimple(condition.PropertyName); err != nil {
			return false, err
		}
		if v, _ := o.get(condition.PropertyName); v != any(condition.Value.Value) {
			return false, nil
		}
	}
	return true, nil
}

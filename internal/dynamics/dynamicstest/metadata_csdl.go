package dynamicstest

import (
	"maps"
	"slices"
)

// alias is what Dataverse's document shortens its namespace to.
const alias = "mscrm."

// edmx describes the schema as Dataverse's $metadata does. Users and teams are
// principals, so that a row can be owned by either.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-entitytypes
func (sc *schema) edmx() edmx {
	s := edmSchema{Namespace: "Microsoft.Dynamics.CRM", Alias: "mscrm", EDM: "http://docs.oasis-open.org/odata/ns/edm"}
	s.EntityTypes = []edmType{
		{Name: "crmbaseentity", Abstract: true},
		{Name: "expando", BaseType: alias + "crmbaseentity", OpenType: true},
		{
			Name: "principal", BaseType: alias + "crmbaseentity", Abstract: true,
			Key: &edmKey{edmName{"ownerid"}}, Properties: []edmProperty{{Name: "ownerid", Type: edmTypes[kindGUID]}},
		},
	}
	s.Container.Name = "System"
	for _, t := range sc.sortedTables() {
		s.EntityTypes = append(s.EntityTypes, t.edmType())
		s.Container.Sets = append(s.Container.Sets, t.edmSet())
	}
	sc.addOperations(&s)
	return edmx{Version: "4.0", EDMX: "http://docs.oasis-open.org/odata/ns/edmx", Schema: s}
}

// isPrincipal reports whether the rows of the table can own others.
func (t *table) isPrincipal() bool { return t.Name == "systemuser" || t.Name == "team" }

func (t *table) edmType() edmType {
	e := edmType{Name: t.Name, BaseType: alias + "crmbaseentity", Key: &edmKey{edmName{t.PrimaryKey}}}
	if t.isPrincipal() {
		e.BaseType, e.Key = alias+"principal", nil
	}
	for _, name := range t.order {
		e.Properties = append(e.Properties, t.columns[name].edmProperty())
	}
	for _, name := range slices.Sorted(maps.Keys(t.navs)) {
		if single := t.single(name); single != nil {
			e.Navigations = append(e.Navigations, edmSingle(single))
		} else {
			e.Navigations = append(e.Navigations, edmCollection(t.many(name)))
		}
	}
	if keys := t.edmKeys(); len(keys) > 0 {
		e.Annotations = []edmAnnotation{{Term: "OData.Community.Keys.V1.AlternateKeys", Keys: keys}}
	}
	return e
}

// edmProperty leaves out lengths and options, as Dataverse's document does.
func (c *column) edmProperty() edmProperty {
	p := edmProperty{Name: c.property(), Type: c.edmType()}
	switch c.kind {
	case kindString, kindMemo:
		p.Unicode = "false"
	case kindDecimal, kindMoney:
		p.Scale = "Variable"
	}
	return p
}

// edmSingle describes a lookup. Dataverse calls all of them not nullable.
func edmSingle(navs []*navigation) edmNavigation {
	n := navs[0]
	target, referenced := n.target.Name, n.target.PrimaryKey
	if len(navs) > 1 {
		target, referenced = "principal", "ownerid" // the one lookup whose tables share a navigation property
	}
	return edmNavigation{
		Name: n.name, Type: alias + target, Nullable: "false", Partner: n.rel.Collection,
		Constraint: &edmConstraint{n.lookup.property(), referenced},
	}
}

func edmCollection(n *navigation) edmNavigation {
	e := edmNavigation{Name: n.name, Type: "Collection(" + alias + n.target.Name + ")", Partner: n.rel.Nav}
	if n.lookup == nil {
		e.Partner = n.rel.Navs[1-n.side]
	}
	return e
}

// edmKeys describes the alternate keys that can be used.
func (t *table) edmKeys() []edmKeyRecord {
	var keys []edmKeyRecord
	for _, k := range t.Keys {
		if !k.active() {
			continue
		}
		value := edmKeyValue{Property: "Key"}
		for _, name := range k.Columns {
			property := t.columns[name].property()
			value.Columns = append(value.Columns, edmKeyColumn{
				Type:   "OData.Community.Keys.V1.PropertyRef",
				Values: []edmColumnValue{{Property: "Alias", String: property}, {Property: "Name", PropertyPath: property}},
			})
		}
		keys = append(keys, edmKeyRecord{Type: "OData.Community.Keys.V1.AlternateKey", Property: value})
	}
	return keys
}

func (t *table) edmSet() edmSet {
	s := edmSet{Name: t.EntitySet, EntityType: namespace + t.Name}
	for _, name := range slices.Sorted(maps.Keys(t.navs)) {
		if navs := t.navs[name]; len(navs) == 1 {
			s.Bindings = append(s.Bindings, edmBinding{Path: name, Target: navs[0].target.EntitySet})
		}
	}
	return s
}

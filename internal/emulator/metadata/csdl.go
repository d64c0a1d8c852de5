package metadata

import (
	"maps"
	"slices"

	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// newDocument describes the schema in the form of Dataverse's $metadata. Users and teams
// are principals, so that a row can have either as its owner. own are the operations of
// Dataverse itself.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-entitytypes
func newDocument(sc *schema.Schema, own edm.Schema) edm.Document {
	s := edm.Schema{Namespace: "Microsoft.Dynamics.CRM", Alias: "mscrm", EDM: "http://docs.oasis-open.org/odata/ns/edm"}
	s.EntityTypes = []edm.Type{
		{Name: "crmbaseentity", Abstract: true},
		{Name: "expando", BaseType: edm.Alias + "crmbaseentity", OpenType: true},
		{
			Name: "principal", BaseType: edm.Alias + "crmbaseentity", Abstract: true,
			Key: &edm.Key{Ref: edm.Name{Name: "ownerid"}}, Properties: []edm.Property{{Name: "ownerid", Type: schema.EDMTypes[schema.KindGUID]}},
		},
	}
	s.Container.Name = "System"
	for _, t := range sc.SortedTables() {
		s.EntityTypes = append(s.EntityTypes, entityType(t))
		s.Container.Sets = append(s.Container.Sets, edmSet(t))
	}
	addOperations(sc, &s, own)
	return edm.Document{Version: "4.0", EDMX: "http://docs.oasis-open.org/odata/ns/edmx", Schema: s}
}

// isPrincipal reports whether the rows of the table can own others.
func isPrincipal(t *schema.Table) bool { return t.Name == "systemuser" || t.Name == "team" }

func entityType(t *schema.Table) edm.Type {
	e := edm.Type{Name: t.Name, BaseType: edm.Alias + "crmbaseentity", Key: &edm.Key{Ref: edm.Name{Name: t.PrimaryKey}}}
	if isPrincipal(t) {
		e.BaseType, e.Key = edm.Alias+"principal", nil
	}
	for _, name := range t.ColumnOrder {
		e.Properties = append(e.Properties, edmProperty(t.Columns[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(t.Navs)) {
		if single := t.SingleValued(name); single != nil {
			e.Navigations = append(e.Navigations, edmSingle(single))
		} else {
			e.Navigations = append(e.Navigations, edmCollection(t.CollectionValued(name)))
		}
	}
	if keys := edmKeys(t); len(keys) > 0 {
		e.Annotations = []edm.Annotation{{Term: "OData.Community.Keys.V1.AlternateKeys", Keys: keys}}
	}
	return e
}

// edmProperty leaves out lengths and options, as Dataverse's document does.
func edmProperty(c *schema.Column) edm.Property {
	p := edm.Property{Name: c.Property(), Type: c.EDMType()}
	switch c.Kind {
	case schema.KindString, schema.KindMemo, schema.KindMulti:
		p.Unicode = "false"
	case schema.KindDecimal, schema.KindMoney:
		p.Scale = "Variable"
	}
	return p
}

// edmSingle describes a lookup. Dataverse calls all of them not nullable.
func edmSingle(navs []*schema.Navigation) edm.Navigation {
	n := navs[0]
	target, referenced := n.Target.Name, n.Target.PrimaryKey
	if len(navs) > 1 {
		target, referenced = "principal", "ownerid" // only the tables of this lookup share a navigation property
	}
	return edm.Navigation{
		Name: n.Name, Type: edm.Alias + target, Nullable: "false", Partner: n.Relationship.Collection,
		Constraint: &edm.Constraint{Property: n.Lookup.Property(), Referenced: referenced},
	}
}

func edmCollection(n *schema.Navigation) edm.Navigation {
	e := edm.Navigation{Name: n.Name, Type: "Collection(" + edm.Alias + n.Target.Name + ")", Partner: n.Relationship.Nav}
	if n.Lookup == nil {
		e.Partner = n.Relationship.Navs[1-n.Side]
	}
	return e
}

// edmKeys describes the alternate keys that can be used.
func edmKeys(t *schema.Table) []edm.KeyRecord {
	var keys []edm.KeyRecord
	for _, k := range t.Keys {
		if !k.IsActive() {
			continue
		}
		value := edm.KeyValue{Property: "Key"}
		for _, name := range k.Columns {
			property := t.Columns[name].Property()
			value.Columns = append(value.Columns, edm.KeyColumn{
				Type:   "OData.Community.Keys.V1.PropertyRef",
				Values: []edm.ColumnValue{{Property: "Alias", String: property}, {Property: "Name", PropertyPath: property}},
			})
		}
		keys = append(keys, edm.KeyRecord{Type: "OData.Community.Keys.V1.AlternateKey", Property: value})
	}
	return keys
}

func edmSet(t *schema.Table) edm.Set {
	s := edm.Set{Name: t.EntitySet, EntityType: odata.Namespace + t.Name}
	for _, name := range slices.Sorted(maps.Keys(t.Navs)) {
		if navs := t.Navs[name]; len(navs) == 1 {
			s.Bindings = append(s.Bindings, edm.Binding{Path: name, Target: navs[0].Target.EntitySet})
		}
	}
	return s
}

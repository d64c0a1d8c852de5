package schema

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Load reads a schema and checks that every name in it refers to something, so that no
// request has to check it again. With nil it reads the embedded schema.json. builtIn
// reports whether the emulator runs an operation of that name without the schema. The error
// says which table, relationship or action is wrong.
func Load(data []byte, builtIn func(name string) bool) (*Schema, error) {
	sc, err := parse(data)
	if err != nil {
		return nil, err
	}
	sc.ByName, sc.BySet = map[string]*Table{}, map[string]*Table{}
	for _, t := range sc.Tables {
		if err := t.load(); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
		sc.ByName[t.Name], sc.BySet[t.EntitySet] = t, t
	}
	for _, name := range []string{"systemuser", "team", "role", "privilege", "roleprivileges", "businessunit", "organization", "transactioncurrency"} {
		if sc.ByName[name] == nil {
			return nil, fmt.Errorf("table %s is missing", name)
		}
	}
	relationships := slices.Clone(sc.Relationships)
	for _, t := range sc.Tables {
		relationships = append(relationships, systemRelationshipsOf(t)...)
	}
	for _, r := range relationships {
		if err := sc.relate(r); err != nil {
			return nil, fmt.Errorf("relationship %s: %w", r.Name, err)
		}
	}
	for _, t := range sc.Tables {
		if err := sc.complete(t); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	if users := sc.ByName["systemuser"]; users.CollectionValued("systemuserroles_association") == nil {
		return nil, fmt.Errorf("relationship systemuserroles_association is missing")
	}
	sc.linkPricing()
	sc.setNames()
	sc.addDeclared(builtIn)
	return sc, sc.checkActions()
}

// complete makes the members of a table that need its relationships, and checks its keys.
func (sc *Schema) complete(t *Table) error {
	t.indexColumns()
	t.PrivilegeIDs = sc.privilegesOn(t)
	for i, k := range t.Keys {
		t.Keys[i].Index = cmp.Or(k.Index, IndexActive)
		if err := t.Keys[i].check(t); err != nil {
			return fmt.Errorf("key %s: %w", k.Name, err)
		}
	}
	return nil
}

// securityTables are the tables whose rows decide about permissions.
var securityTables = []string{"systemuser", "role", "privilege", "roleprivileges"}

// indexColumns prepares the data about columns that requests need.
func (t *Table) indexColumns() {
	t.ColumnOrder = slices.SortedFunc(maps.Keys(t.Columns), func(a, b string) int {
		return strings.Compare(t.Columns[a].Property(), t.Columns[b].Property())
	})
	t.properties = map[string]*Column{}
	for _, name := range t.ColumnOrder {
		c := t.Columns[name]
		t.properties[c.Property()] = c
		if c.Kind == KindLookup {
			t.Lookups = append(t.Lookups, name)
		}
	}
	t.HasMoney = t.hasMoney()
	t.bindKeys()
	t.IsSecurity = slices.Contains(securityTables, t.Name)
}

func (t *Table) load() error {
	if t.Name == "" || t.EntitySet == "" || t.PrimaryKey == "" || t.Privilege == "" && !t.System {
		return fmt.Errorf("name, entitySet, primaryKey or privilege is missing")
	}
	t.Columns, t.Navs = map[string]*Column{}, map[string][]*Navigation{}
	specs := map[string]string{t.PrimaryKey: "Uniqueidentifier"}
	if !t.Exact {
		specs["createdon"], specs["modifiedon"], specs["versionnumber"] = "DateTime readonly", "DateTime readonly", "BigInt readonly"
		specs["overriddencreatedon"] = "DateTime(date)"
	}
	if t.Elastic {
		if len(t.Keys) > 0 {
			return fmt.Errorf("an elastic table has no alternate keys of its own")
		}
		specs[PartitionColumn], specs["ttlinseconds"] = fmt.Sprintf("String(%d)", MaxPartition), "Integer"
	}
	if len(t.States) > 0 {
		specs["statecode"] = "Picklist" + optionList(len(t.States), func(i int) []int { return []int{i} })
		specs["statuscode"] = "Picklist" + optionList(len(t.States), func(i int) []int { return t.States[i] })
	}
	maps.Copy(specs, t.ColumnSpecs)
	for name, spec := range specs {
		c, err := parseColumn(name, spec)
		if err != nil {
			return fmt.Errorf("column %s: %w", name, err)
		}
		c.schemaName = t.SchemaNames[name]
		t.Columns[name] = c
	}
	t.addCompanions()
	t.labelStates()
	return t.Transitions.check(len(t.States))
}

func optionList(n int, of func(int) []int) string {
	var options []string
	for i := range n {
		for _, o := range of(i) {
			options = append(options, fmt.Sprint(o))
		}
	}
	return "(" + strings.Join(options, ",") + ")"
}

// systemRelationshipsOf are the lookups that Dataverse itself adds to a table.
func systemRelationshipsOf(t *Table) []*Relationship {
	if t.Exact {
		return nil
	}
	var rels []*Relationship
	add := func(column, to string) {
		rels = append(rels, &Relationship{Name: t.Name + "_" + column + "_" + to, From: t.Name + "." + column, To: to, Nav: column})
	}
	for _, name := range []string{"createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"} {
		add(name, "systemuser")
	}
	if t.Owned {
		add("ownerid", "systemuser")
		add("ownerid", "team")
		add("owningbusinessunit", "businessunit")
		add("owninguser", "systemuser")
		add("owningteam", "team")
	}
	if t.hasMoney() {
		add("transactioncurrencyid", "transactioncurrency")
	}
	return rels
}

func (t *Table) hasMoney() bool {
	for _, c := range t.Columns {
		if c.Kind == KindMoney {
			return true
		}
	}
	return false
}

func (sc *Schema) relate(r *Relationship) error {
	if r.From == "" {
		a, b := sc.ByName[r.Many[0]], sc.ByName[r.Many[1]]
		if a == nil || b == nil || a == b {
			return fmt.Errorf("many must name two different tables")
		}
		if a.Elastic || b.Elastic {
			return fmt.Errorf("an elastic table has no many-to-many relationships")
		}
		a.Navs[r.Navs[0]] = append(a.Navs[r.Navs[0]], &Navigation{Name: r.Navs[0], Target: b, Collection: true, Relationship: r, Side: 0})
		b.Navs[r.Navs[1]] = append(b.Navs[r.Navs[1]], &Navigation{Name: r.Navs[1], Target: a, Collection: true, Relationship: r, Side: 1})
		return nil
	}
	name, columnName, _ := strings.Cut(r.From, ".")
	from, to := sc.ByName[name], sc.ByName[r.To]
	if from == nil || to == nil || columnName == "" || r.Nav == "" {
		return fmt.Errorf("from, to or nav leads nowhere")
	}
	if !slices.Contains([]string{"", DeleteCascade, DeleteRestrict}, r.Delete) || !slices.Contains([]string{"", MergeCascade}, r.Merge) {
		return fmt.Errorf("delete is %s or %s, merge is %s", DeleteCascade, DeleteRestrict, MergeCascade)
	}
	if r.Collection == "" && r.Delete+r.Merge != "" {
		return fmt.Errorf("delete and merge need a collection")
	}
	c := from.Columns[columnName]
	if c == nil {
		c = &Column{Name: columnName, Kind: KindLookup, ReadOnly: r.ReadOnly || SystemLookups[columnName], Required: r.Required, CreateOnly: r.CreateOnly}
		from.Columns[columnName] = c
	}
	if c.Kind != KindLookup {
		return fmt.Errorf("%s is a column of another type", r.From)
	}
	from.Navs[r.Nav] = append(from.Navs[r.Nav], &Navigation{Name: r.Nav, Target: to, Lookup: c, Relationship: r})
	if r.Collection != "" {
		c.Followed = true
		to.Navs[r.Collection] = append(to.Navs[r.Collection], &Navigation{Name: r.Collection, Target: from, Collection: true, Lookup: c, Relationship: r})
	}
	return nil
}

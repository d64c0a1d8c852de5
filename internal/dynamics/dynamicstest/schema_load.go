package dynamicstest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// loadSchema reads a schema and makes sure that every name in it leads
// somewhere, so that nothing needs checking again when requests come.
func loadSchema(data []byte) (*schema, error) {
	sc, err := parseSchema(data)
	if err != nil {
		return nil, err
	}
	sc.byName, sc.bySet = map[string]*table{}, map[string]*table{}
	for _, t := range sc.Tables {
		if err := t.load(); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
		sc.byName[t.Name], sc.bySet[t.EntitySet] = t, t
	}
	for _, name := range []string{"systemuser", "team", "role", "privilege", "roleprivileges", "businessunit", "organization", "transactioncurrency"} {
		if sc.byName[name] == nil {
			return nil, fmt.Errorf("table %s is missing", name)
		}
	}
	for _, r := range slices.Concat(sc.Relationships, sc.systemRelationships()) {
		if err := sc.relate(r); err != nil {
			return nil, fmt.Errorf("relationship %s: %w", r.Name, err)
		}
	}
	for _, t := range sc.Tables {
		t.survey()
		t.privileges = sc.privilegesOn(t)
		for i, k := range t.Keys {
			t.Keys[i].Index = cmp.Or(k.Index, indexActive)
			if !slices.Contains([]string{indexActive, "Pending", "InProgress", "Failed"}, t.Keys[i].Index) {
				return nil, fmt.Errorf("table %s: key %s: no index is %q", t.Name, k.Name, k.Index)
			}
			for _, name := range k.Columns {
				if t.columns[name] == nil {
					return nil, fmt.Errorf("table %s: key %s: no column %s", t.Name, k.Name, name)
				}
			}
		}
	}
	if users := sc.byName["systemuser"]; users.many("systemuserroles_association") == nil {
		return nil, fmt.Errorf("relationship systemuserroles_association is missing")
	}
	sc.addDeclared()
	return sc, sc.checkActions()
}

// securityTables are those whose rows say who may do what.
var securityTables = []string{"systemuser", "role", "privilege", "roleprivileges"}

// survey notes down what is asked of the columns again and again.
func (t *table) survey() {
	t.order = slices.SortedFunc(maps.Keys(t.columns), func(a, b string) int {
		return strings.Compare(t.columns[a].property(), t.columns[b].property())
	})
	t.properties = map[string]*column{}
	for _, name := range t.order {
		c := t.columns[name]
		t.properties[c.property()] = c
		if c.kind == kindLookup {
			t.lookups = append(t.lookups, name)
		}
	}
	t.money = t.hasMoney()
	t.security = slices.Contains(securityTables, t.Name)
}

func (t *table) load() error {
	if t.Name == "" || t.EntitySet == "" || t.PrimaryKey == "" || t.Privilege == "" && !t.System {
		return fmt.Errorf("name, entitySet, primaryKey or privilege is missing")
	}
	t.columns, t.navs = map[string]*column{}, map[string][]*navigation{}
	specs := map[string]string{t.PrimaryKey: "Uniqueidentifier"}
	if !t.Exact {
		specs["createdon"], specs["modifiedon"], specs["versionnumber"] = "DateTime readonly", "DateTime readonly", "BigInt readonly"
		specs["overriddencreatedon"] = "DateTime"
	}
	if t.Elastic {
		if len(t.Keys) > 0 {
			return fmt.Errorf("an elastic table has no alternate keys of its own")
		}
		specs[partitionColumn], specs["ttlinseconds"] = fmt.Sprintf("String(%d)", maxPartition), "Integer"
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
		t.columns[name] = c
		if c.kind == kindFile {
			t.columns[name+"_name"] = &column{name: name + "_name", kind: kindString, maxLength: 512, readOnly: true}
		}
	}
	t.labelStates()
	return nil
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

// systemRelationships are the lookups Dataverse itself gives to every table.
func (sc *schema) systemRelationships() []*relationship {
	var rels []*relationship
	for _, t := range sc.Tables {
		add := func(column, to string) {
			rels = append(rels, &relationship{Name: t.Name + "_" + column + "_" + to, From: t.Name + "." + column, To: to, Nav: column})
		}
		if t.Exact {
			continue
		}
		for _, name := range []string{"createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"} {
			add(name, "systemuser")
		}
		if t.Owned {
			add("ownerid", "systemuser")
			add("ownerid", "team")
			add("owningbusinessunit", "businessunit")
		}
		if t.hasMoney() {
			add("transactioncurrencyid", "transactioncurrency")
		}
	}
	return rels
}

func (t *table) hasMoney() bool {
	for _, c := range t.columns {
		if c.kind == kindMoney {
			return true
		}
	}
	return false
}

func (sc *schema) relate(r *relationship) error {
	if r.From == "" {
		a, b := sc.byName[r.Many[0]], sc.byName[r.Many[1]]
		if a == nil || b == nil || a == b {
			return fmt.Errorf("many must name two different tables")
		}
		if a.Elastic || b.Elastic {
			return fmt.Errorf("an elastic table has no many-to-many relationships")
		}
		a.navs[r.Navs[0]] = append(a.navs[r.Navs[0]], &navigation{name: r.Navs[0], target: b, collection: true, rel: r, side: 0})
		b.navs[r.Navs[1]] = append(b.navs[r.Navs[1]], &navigation{name: r.Navs[1], target: a, collection: true, rel: r, side: 1})
		return nil
	}
	name, columnName, _ := strings.Cut(r.From, ".")
	from, to := sc.byName[name], sc.byName[r.To]
	if from == nil || to == nil || columnName == "" || r.Nav == "" {
		return fmt.Errorf("from, to or nav leads nowhere")
	}
	c := from.columns[columnName]
	if c == nil {
		c = &column{name: columnName, kind: kindLookup, readOnly: systemLookups[columnName], required: r.Required}
		from.columns[columnName] = c
	}
	if c.kind != kindLookup {
		return fmt.Errorf("%s is a column of another type", r.From)
	}
	from.navs[r.Nav] = append(from.navs[r.Nav], &navigation{name: r.Nav, target: to, lookup: c, rel: r})
	if r.Collection != "" {
		to.navs[r.Collection] = append(to.navs[r.Collection], &navigation{name: r.Collection, target: from, collection: true, lookup: c, rel: r})
	}
	return nil
}

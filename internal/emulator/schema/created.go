package schema

import "slices"

// FirstCustomTypeCode is the least type code of a table that is created.
const FirstCustomTypeCode = 10000

// AddTable adds a table to a schema that is in use. The table gets the next type code
// unless it has one. The error says which part of the table is wrong; the schema is then as
// before.
func (sc *Schema) AddTable(t *Table) error {
	if t.TypeCode == 0 {
		t.TypeCode = FirstCustomTypeCode
		for _, other := range sc.Tables {
			t.TypeCode = max(t.TypeCode, other.TypeCode+1)
		}
	}
	if err := t.load(); err != nil {
		return err
	}
	sc.ByName[t.Name] = t
	for _, r := range systemRelationshipsOf(t) {
		if err := sc.relate(r); err != nil {
			delete(sc.ByName, t.Name)
			return err
		}
	}
	if err := sc.complete(t); err != nil {
		delete(sc.ByName, t.Name)
		return err
	}
	t.names, t.Created = sc.names, true
	sc.Tables = append(slices.Clip(sc.Tables), t)
	sc.BySet[t.EntitySet] = t
	sc.Revision++
	return nil
}

// CreatedTables are the tables that were added after the start.
func (sc *Schema) CreatedTables() []*Table {
	return slices.DeleteFunc(slices.Clone(sc.Tables), func(t *Table) bool { return !t.Created })
}

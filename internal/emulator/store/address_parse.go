package store

import (
	"encoding/json"
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// ParseAddress reads the key of a row of t. It refuses a key that the table does not have,
// and a literal of another type than the key's. The error is an *odata.Error.
func ParseAddress(t *schema.Table, args string) (Address, error) {
	pairs := odata.ParseKey(args)
	first := pairs[0]
	if len(pairs) == 1 && (first.Name == "" || first.Name == t.PrimaryKey && !t.AnonymousKey) {
		id, ok := guid.Parse(first.Literal)
		if strings.HasPrefix(first.Literal, "@") {
			return Address{}, odata.NotCovered("a parameter alias in a key (%s)", first.Literal)
		}
		if !ok {
			return Address{}, odata.QuerySyntax("'" + first.Literal + "' is not a GUID")
		}
		return Address{Table: t, ID: id, Text: id}, nil
	}
	if t.Elastic {
		return parsePartitioned(t, pairs, args)
	}
	key := keyOf(t, pairs)
	if key == nil {
		return Address{}, invalidKey(t, pairs)
	}
	a := Address{Table: t, Key: key, Cells: map[string]any{}, Text: args}
	for _, p := range pairs {
		c := t.Property(p.Name)
		v, err := keyCell(t, c, p.Literal)
		if err != nil {
			return Address{}, err
		}
		a.Cells[c.Name] = v
	}
	return a, nil
}

// invalidKey refuses columns that are no key of the table. If the schema lacks a documented
// column of the key, the refusal says not covered, because Dataverse may have the key.
func invalidKey(t *schema.Table, pairs []odata.KeyPair) *odata.Error {
	for _, p := range pairs {
		if t.LacksColumn(p.Name) {
			return odata.NotCovered("the key column %s of %s", p.Name, t.Name)
		}
	}
	return odata.Refuse(http.StatusBadRequest, "0x80060890",
		"The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM.%[1]s'. Ensure that the names and number of key properties match the declared or alternate key properties for the resource 'Microsoft.Dynamics.CRM.%[1]s'.", t.Name)
}

func keyOf(t *schema.Table, pairs []odata.KeyPair) *schema.AlternateKey {
	named := map[string]bool{}
	for _, p := range pairs {
		if c := t.Property(p.Name); c != nil {
			named[c.Name] = true
		}
	}
	for i, k := range t.Keys {
		matches := k.IsActive() && len(pairs) == len(k.Columns)
		for _, name := range k.Columns {
			matches = matches && named[name]
		}
		if matches {
			return &t.Keys[i]
		}
	}
	return nil
}

func keyCell(t *schema.Table, c *schema.Column, literal string) (any, error) {
	text, quoted, err := odata.Unquote(literal)
	if err != nil {
		return nil, err
	}
	bad := odata.QuerySyntax("the value of key property '" + c.Property() + "' is not of type " + schema.EDMTypes[c.Kind])
	if wantsQuotes := c.Kind == schema.KindString || c.Kind == schema.KindMemo; wantsQuotes != quoted {
		return nil, bad
	}
	var v any = text
	switch c.Kind {
	case schema.KindLookup:
		guid, ok := guid.Parse(text)
		if !ok {
			return nil, bad
		}
		return guid, nil // the id alone is compared: the table is not in the URL
	case schema.KindInteger, schema.KindBigInt, schema.KindDecimal, schema.KindMoney, schema.KindDouble, schema.KindPicklist:
		v = json.Number(text)
	case schema.KindBoolean:
		v = text == "true"
	}
	cell, err := t.Cell(c, v)
	if err != nil {
		return nil, bad
	}
	return cell, nil
}

// parsePartitioned reads KeyForNoSqlEntityWithPKPartitionId, the key that every elastic
// table has.
func parsePartitioned(t *schema.Table, pairs []odata.KeyPair, args string) (Address, error) {
	given := map[string]string{}
	for _, p := range pairs {
		given[p.Name] = p.Literal
	}
	partition, quoted, err := odata.Unquote(given[schema.PartitionColumn])
	if err != nil {
		return Address{}, err
	}
	id, ok := guid.Parse(given[t.PrimaryKey])
	if len(pairs) != 2 || !ok || !quoted {
		return Address{}, invalidKey(t, pairs)
	}
	return Address{Table: t, ID: id, Partition: partition, Text: args}, nil
}

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
)

// op is one operation on one row, in a form that every contender reads.
type op struct {
	Kind  string         `json:"kind"` // create, update, upsert or delete
	Set   string         `json:"set"`
	Table string         `json:"table"`
	ID    string         `json:"id,omitempty"`
	Key   string         `json:"key,omitempty"`   // the column of an alternate key
	Value string         `json:"value,omitempty"` // its value
	Data  map[string]any `json:"data,omitempty"`
}

// upserts are n of new_orders by their order number. With size, each has a
// column of notes that makes its message about that many bytes.
func upserts(n, size int) []op {
	all := make([]op, n)
	for i := range all {
		all[i] = order(i)
		if more := size - 250; more > 0 {
			all[i].Data["new_notes"] = strings.Repeat("0123456789abcdef", more/16+1)[:more]
		}
	}
	return all
}

func order(i int) op {
	return op{
		Kind: "upsert", Set: "new_orders", Table: "new_order", Key: "new_ordernumber", Value: fmt.Sprintf("B-%07d", i),
		Data: map[string]any{
			"new_name": fmt.Sprintf("Order %d of the day", i), "new_total": float64(i%100000) + 0.5,
			"new_ispaid": i%3 == 0, "new_notes": "Delivered by the front door, as agreed on the telephone.",
		},
	}
}

// mixed are n operations of every kind over five tables, the same ones each
// time. No two are of one row, so they may run in any order; present are the
// rows that must be there before.
func mixed(n int) (all, present []op) {
	dice := rand.New(rand.NewPCG(6, 6))
	for i := range n {
		kind := []string{"create", "update", "upsert", "delete"}[dice.IntN(4)]
		if kind == "upsert" {
			all = append(all, order(i))
			continue
		}
		o := row(dice.IntN(4), i)
		o.Kind = kind
		if kind != "create" {
			there := row(0, i)
			there.Set, there.Table, there.Data = o.Set, o.Table, o.Data
			present = append(present, there)
		}
		if kind == "delete" {
			o.Data = nil
		}
		all = append(all, o)
	}
	return all, present
}

func row(table, i int) op {
	o := op{Kind: "create", ID: guid(fmt.Sprint("row ", i))}
	switch table {
	case 0:
		o.Set, o.Table = "accounts", "account"
		o.Data = map[string]any{"name": fmt.Sprint("Account ", i), "telephone1": "+49 30 1234567", "numberofemployees": i % 500}
	case 1:
		o.Set, o.Table = "contacts", "contact"
		o.Data = map[string]any{"firstname": "Ana", "lastname": fmt.Sprint("Contact ", i), "jobtitle": "Buyer"}
	case 2:
		o.Set, o.Table = "leads", "lead"
		o.Data = map[string]any{"subject": fmt.Sprint("Lead ", i), "lastname": "Lind", "companyname": "Contoso"}
	default:
		o.Set, o.Table = "sample_things", "sample_thing"
		o.Data = map[string]any{"sample_name": fmt.Sprint("Thing ", i), "sample_key1": i, "sample_key2": 1}
	}
	return o
}

// primaryKey is the primary key column of a table of ours.
func (o op) primaryKey() string { return o.Table + "id" }

// guid is one that follows from a name.
func guid(name string) string {
	sum := sha256.Sum256([]byte(name))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

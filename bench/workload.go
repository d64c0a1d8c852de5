package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
)

// op is one operation on one row, in a form that every contender can read.
type op struct {
	Kind  string         `json:"kind"` // create, update, upsert or delete
	Set   string         `json:"set"`
	Table string         `json:"table"`
	ID    string         `json:"id,omitempty"`
	Key   string         `json:"key,omitempty"`   // the column of an alternate key
	Value string         `json:"value,omitempty"` // its value
	Data  map[string]any `json:"data,omitempty"`

	Values bool `json:"-"` // our message has plain values, in Data
}

// upserts are n upserts of new_orders by their order number. If size is not 0, a column of
// notes makes each message about size bytes long.
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

// customer is the account that orders with plain values name by its name. The emulator has it
// from the start.
const (
	customer     = "Contoso Ltd"
	customerPath = "/accounts(acc00000-0000-4000-8000-000000000001)"
)

// orderFor is an order of the customer, and the same order as plain values.
func orderFor(i int) (plain, values op) {
	plain, values = order(i), order(i)
	plain.Data["new_AccountId@odata.bind"] = customerPath
	values.Data["new_accountid"] = map[string]any{"account": map[string]any{"name": customer}}
	values.Values = true
	return plain, values
}

// mixed are n operations of every kind on five tables, the same in every run. No two
// operations have the same row, so they can run in any order. present are the rows that
// must exist before.
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

// primaryKey is the primary key column of the operation's table.
func (o op) primaryKey() string { return o.Table + "id" }

// guid derives a GUID from a name.
func guid(name string) string {
	sum := sha256.Sum256([]byte(name))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

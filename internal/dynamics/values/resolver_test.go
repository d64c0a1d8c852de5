package values_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/operation"
)

const byName = `{"parent":{"account":{"name":"N"}}}`

// queries counts the requests for rows.
func (e *environment) queries() (n int) {
	for _, paths := range e.fetches {
		if !strings.HasPrefix(paths[0], "EntityDefinitions") {
			n++
		}
	}
	return n
}

// TestDefinitionsOfAnHour reads names and definitions once in an hour.
func TestDefinitionsOfAnHour(t *testing.T) {
	for name, tt := range map[string]struct {
		op    operation.Operation
		first int // requests
	}{
		"by table":      {on(operation.Update, "contact", `{"lastname":"B"}`), 1},
		"by entity set": {operation.Operation{Kind: operation.Update, EntitySet: "contacts", Values: json.RawMessage(`{"lastname":"B"}`)}, 2},
		"of two tables": {on(operation.Update, "contact", `{"parent":{"account":{"accountnumber":"A"}}}`), 1},
		"in pages":      {on(operation.Create, "email", `{"to":[{"contact":"`+someID+`"}]}`), 2},
	} {
		e := newEnvironment()
		resolve := func(want int) {
			t.Helper()
			if r := e.resolve(t, tt.op); r.Err != nil {
				t.Fatalf("%s: %v", name, r.Err)
			}
			if len(e.fetches) != want {
				t.Fatalf("%s: %d requests, want %d", name, len(e.fetches), want)
			}
		}
		resolve(tt.first)
		e.now = e.now.Add(time.Hour - time.Second)
		resolve(tt.first)
		e.now = e.now.Add(time.Second)
		resolve(2 * tt.first)
	}
}

// TestRowsOfTenMinutes looks up a row once in ten minutes.
func TestRowsOfTenMinutes(t *testing.T) {
	e := newEnvironment()
	e.rows["name eq 'N'"] = []string{someID}
	resolve := func(want int) (r values.Resolved) {
		t.Helper()
		if r = e.resolve(t, on(operation.Update, "contact", byName)); r.Err != nil {
			t.Fatal(r.Err)
		}
		if n := e.queries(); n != want {
			t.Fatalf("%d queries, want %d", n, want)
		}
		return r
	}
	resolve(1)
	e.now = e.now.Add(10*time.Minute - time.Second)
	used := resolve(1)
	e.now = e.now.Add(time.Second)
	resolve(2)
	if !e.ForgetRows(used) {
		t.Error("the row was not from the memory")
	}
	if e.ForgetRows(resolve(3)) {
		t.Error("a row that was just read is from the memory")
	}
	e.rows["name eq 'N'"] = nil
	e.ForgetRows(resolve(3))
	if r := e.resolve(t, on(operation.Update, "contact", byName)); r.Err == nil {
		t.Error("the row is remembered")
	}
}

// TestTenThousandRows keeps the newest rows.
func TestTenThousandRows(t *testing.T) {
	e := newEnvironment()
	values := func(i int) operation.Operation {
		name := fmt.Sprint("N", i)
		e.rows["name eq '"+name+"'"] = []string{someID}
		return on(operation.Update, "contact", `{"parent":{"account":{"name":"`+name+`"}}}`)
	}
	var ops []operation.Operation
	for i := range 10_001 {
		ops = append(ops, values(i))
	}
	for _, r := range e.Resolve(t.Context(), ops) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	before := e.queries()
	kept := 0
	for _, r := range e.Resolve(t.Context(), ops) {
		kept += len(r.Rows)
	}
	if kept != 10_000 || e.queries() != before+1 {
		t.Errorf("%d rows are kept, and %d requests were made, want 10000 and 1", kept, e.queries()-before)
	}
}

// TestRowThatIsKeptAgain keeps a row that was found again as the newest row.
func TestRowThatIsKeptAgain(t *testing.T) {
	e := newEnvironment()
	find := func(name string) {
		t.Helper()
		e.rows["name eq '"+name+"'"] = []string{someID}
		if r := e.resolve(t, on(operation.Update, "contact", `{"parent":{"account":{"name":"`+name+`"}}}`)); r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	find("first")
	e.now = e.now.Add(10 * time.Minute)
	find("first")
	for i := range 9_999 {
		find(fmt.Sprint("N", i))
	}
	before := e.queries()
	if find("first"); e.queries() != before {
		t.Error("the row was looked up again")
	}
	find("N0")
	find("another")
	find("yet another")
	before = e.queries()
	if find("first"); e.queries() != before+1 {
		t.Error("the oldest row is kept")
	}
}

// TestNewNames reads definitions again for a name that they lack, at most once a minute.
func TestNewNames(t *testing.T) {
	for name, tt := range map[string]struct {
		op   operation.Operation
		make func(*environment)
	}{
		"table": {on(operation.Update, "lead", `{"subject":"S"}`), func(e *environment) {
			e.tables["lead"] = &table{set: "leads", types: map[string]string{"subject": "String"}}
		}},
		"column":     {on(operation.Update, "contact", `{"nickname":"S"}`), func(e *environment) { e.tables["contact"].types["nickname"] = "String" }},
		"label":      {on(operation.Update, "contact", `{"gender":"Unknown"}`), func(e *environment) { e.tables["contact"].choices["gender"][9] = []string{"Unknown"} }},
		"target":     {on(operation.Update, "contact", `{"regarding":{"team":"`+someID+`"}}`), func(e *environment) { e.tables["contact"].lookups["regarding"]["team"] = "regarding_team" }},
		"entity set": {operation.Operation{Kind: operation.Update, EntitySet: "people", Values: json.RawMessage(`{"lastname":"S"}`)}, func(e *environment) { e.tables["contact"].set = "people" }},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnvironment()
			e.resolve(t, on(operation.Update, "contact", `{"lastname":"B"}`))
			refused := func() {
				t.Helper()
				if r := e.resolve(t, tt.op); r.Err == nil {
					t.Fatal("the name is known")
				}
			}
			refused()
			tt.make(e)
			before := len(e.fetches)
			refused() // definitions of less than a minute
			if n := len(e.fetches) - before; n > 1 {
				t.Errorf("%d requests within a minute", n)
			}
			e.now = e.now.Add(time.Minute)
			if r := e.resolve(t, tt.op); r.Err != nil {
				t.Errorf("after a minute: %v", r.Err)
			}
		})
	}
}

// TestOneMessageDoesNotHarmAnother keeps the errors of messages apart.
func TestOneMessageDoesNotHarmAnother(t *testing.T) {
	broken := errors.New("broken")
	e := newEnvironment()
	e.rows["name eq 'N'"] = []string{someID}
	e.refusals["name eq 'bad'"] = "0x80060888"
	e.errs["systemusers?$select=systemuserid&$filter=internalemailaddress%20eq%20%27a%40b%27&$count=true&$top=2"] = broken
	e.errs["EntityDefinitions(LogicalName=%27team%27)/Attributes/Microsoft.Dynamics.CRM.StateAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)"] = broken
	all := e.Resolve(t.Context(), []operation.Operation{
		on(operation.Update, "contact", byName),
		on(operation.Update, "contact", `{"parent":{"account":{"name":"bad"}}}`),
		on(operation.Update, "contact", `{"ownerid":{"systemuser":{"internalemailaddress":"a@b"}}}`),
		on(operation.Update, "contact", `{"ownerid":{"team":{"name":"T"}}}`),
		on(operation.Update, "nothing", `{"a":1}`),
	})
	if all[0].Err != nil || string(all[0].Operation.Data) != `{"parent_account@odata.bind":"/accounts(`+someID+`)"}` {
		t.Errorf("%v, %s", all[0].Err, all[0].Operation.Data)
	}
	if err := all[1].Err; err == nil || err.Error() != "/values/parent/account: Dataverse refused the query for the row of account by these columns: 0x80060888" {
		t.Errorf("%v", err)
	}
	if !errors.Is(all[2].Err, broken) || !errors.Is(all[3].Err, broken) {
		t.Errorf("%v, %v", all[2].Err, all[3].Err)
	}
	if err := all[4].Err; err == nil || err.Error() != "/table: the environment has no such table" {
		t.Errorf("%v", err)
	}
}

// TestManyTables resolves messages that name more tables than are kept.
func TestManyTables(t *testing.T) {
	e := newEnvironment()
	var ops []operation.Operation
	for i := range 250 {
		name := fmt.Sprint("table", i)
		e.tables[name] = &table{set: name + "s", types: map[string]string{"name": "String"}}
		ops = append(ops, on(operation.Update, name, `{"name":"N"}`))
	}
	for i, r := range e.Resolve(t.Context(), ops) {
		if r.Err != nil {
			t.Fatalf("%d: %v", i, r.Err)
		}
	}
	before := len(e.fetches)
	e.Resolve(t.Context(), ops[200:])
	if n := len(e.fetches) - before; n != 0 {
		t.Errorf("%d requests for the newest tables, want 0", n)
	}
	e.Resolve(t.Context(), ops[:1])
	if n := len(e.fetches) - before; n != 1 {
		t.Errorf("%d requests for the oldest table, want 1", n)
	}
}

// TestLimitsOfAMessage bounds the tables, the rows and the problems of one message.
func TestLimitsOfAMessage(t *testing.T) {
	e := newEnvironment()
	e.resolve(t, on(operation.Update, "contact", `{"lastname":"N"}`))
	batch := func(n int, part func(i int) operation.Operation) error {
		op := operation.Operation{Kind: operation.Batch}
		for i := range n {
			op.Operations = append(op.Operations, part(i))
		}
		return e.resolve(t, op).Err
	}
	for _, tt := range []struct {
		n    int
		part func(i int) operation.Operation
		want string
	}{
		{50, func(i int) operation.Operation { return on(operation.Update, fmt.Sprint("t", i), `{"a":1}`) }, "/operations: expected fewer than 50 tables in one message"},
		{1001, func(i int) operation.Operation {
			return on(operation.Update, "contact", fmt.Sprintf(`{"parent":{"account":{"name":"N%d"}}}`, i))
		}, "/operations: expected at most 1000 rows to look up in one message, got 1001"},
	} {
		if err := batch(tt.n, tt.part); err == nil || err.Error() != tt.want {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
	columns := map[string]int{}
	for i := range 20_000 {
		columns[fmt.Sprint("lastnam", i)] = i
	}
	b, _ := json.Marshal(columns)
	refused, _ := e.resolve(t, on(operation.Update, "contact", string(b))).Err.(*values.Error)
	if refused == nil || len(refused.Problems) != 10 {
		t.Errorf("%v", refused)
	}
}

// TestBatch binds the rows of earlier operations.
func TestBatch(t *testing.T) {
	first := operation.Operation{Kind: operation.Create, ContentID: "a", EntitySet: "accounts", Row: operation.Row{ID: otherID}, Data: json.RawMessage(`{}`)}
	for _, tt := range []struct{ table, values, want string }{
		{"contact", `{"parent":"$a","lastname":"$a"}`, `{"parent_account@odata.bind":"/accounts(` + otherID + `)","lastname":"$a"}`},
		{"contact", `{"parent":"$b"}`, "/operations/1/values/parent: expected the contentId of an earlier operation of the batch that has a row"},
		{"contact", `{"ownerid":"$a"}`, "/operations/1/values/ownerid: expected the contentId of a row of systemuser or team"},
		{"email", `{"to":["$a"]}`, "/operations/1/values/to/0: expected the contentId of a row of contact or systemuser"},
	} {
		op := operation.Operation{Kind: operation.Batch, Operations: []operation.Operation{first, on(operation.Create, tt.table, tt.values)}}
		r := newEnvironment().resolve(t, op)
		got := string(r.Operation.Operations[1].Data)
		if r.Err != nil {
			got = r.Err.Error()
		}
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.values, got, tt.want)
		}
		if len(op.Operations[1].Data) > 0 {
			t.Error("the operation of the caller was changed")
		}
	}
}

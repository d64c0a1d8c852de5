package fence_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/function/fence"
)

// TestNarrow: the lists of a route have the meaning of the variables of the stack, and their
// problems name the lists of the route.
func TestNarrow(t *testing.T) {
	const (
		upsert = `{"operation":"upsert","entitySet":"new_orders","key":{"k":"1"},"data":{"a":1}}`
		delete = `{"operation":"delete","entitySet":"contacts",` + row + `}`
		batch  = `{"operation":"batch","operations":[` + upsert + `,` + delete + `]}`
		admin  = `{"operation":"delete","entitySet":"systemusers",` + row + `}`
		action = `{"operation":"action","action":"WinOpportunity"}`
	)
	orders := fence.Lists{Operations: []string{"upsert", "batch"}, Tables: []string{"new_orders", "contacts"}}
	bubble(t, func(t *testing.T, e *environment) {
		for _, tt := range []struct {
			name  string
			lists fence.Lists
			text  string
			want  string
		}{
			{"no lists", fence.Lists{}, admin, ""},
			{"no lists", fence.Lists{}, action, ""},
			{"allowed", orders, upsert, ""},
			{"another operation", orders, delete, "not allowed: /operation: allow.operations does not name delete"},
			{"in a batch", orders, batch, "not allowed: /operations/1/operation: allow.operations does not name delete"},
			{"another table", fence.Lists{Tables: []string{"accounts"}}, delete, "not allowed: /entitySet: allow.tables does not name contacts"},
			{"an action", orders, action, "not allowed: /operation: allow.operations does not name action; /action: allow.actions does not name WinOpportunity"},
			{"a named action", fence.Lists{Tables: []string{"accounts"}, Actions: []string{"WinOpportunity"}}, action, ""},
			{"any table", fence.Lists{Tables: []string{"*"}}, delete, ""},
			{"any table but administration", fence.Lists{Tables: []string{"*"}}, admin, "not allowed: /entitySet: allow.tables does not name systemusers"},
			{"any action", fence.Lists{Actions: []string{"*"}}, action, ""},
		} {
			f, err := fence.Narrow(tt.lists)
			if err != nil {
				t.Fatal(err)
			}
			if got := e.check(t, f, tt.text); got != tt.want {
				t.Errorf("%s: %s: %q, want %q", tt.name, tt.text, got, tt.want)
			}
		}
	})
	for _, tt := range []struct {
		lists fence.Lists
		want  string
	}{
		{fence.Lists{Operations: []string{}}, "/operations: expected * or operations"},
		{fence.Lists{Operations: []string{"merge"}}, "/operations/0: expected * or operations"},
		{fence.Lists{Tables: []string{"accounts", "a-b"}}, "/tables/1: expected * or entity set names"},
		{fence.Lists{Actions: []string{""}}, "/actions/0: expected * or names of actions"},
		{fence.Lists{Tables: []string{strings.Repeat("a", 1201)}}, "/tables/0: expected at most 1200 characters, got 1201"},
	} {
		if _, err := fence.Narrow(tt.lists); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: %v, want %q", tt.lists, err, tt.want)
		}
	}
}

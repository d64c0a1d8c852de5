package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/environment"
)

// verbs are what the role is to let the function do with rows of a table.
var verbs = []string{"Create", "Read", "Write", "Append", "AppendTo", "Delete", "Assign"}

// alwaysWanted are the privileges that are not on the tables given: to act for a
// user, to look one up by email, and to read the definitions of tables.
func (a AppUser) alwaysWanted() []string {
	wanted := []string{"prvReadUser", "prvReadEntity"}
	if a.ActsForNobody {
		return wanted
	}
	return append([]string{"prvActOnBehalfOfAnotherUser"}, wanted...)
}

// lookForTables finds the privileges that the role is to give.
func (r *run) lookForTables(ctx context.Context) (looked, error) {
	wanted, err := r.environment.PrivilegesByName(ctx, r.alwaysWanted()...)
	if err != nil {
		return looked{}, err
	}
	for _, name := range r.alwaysWanted() {
		if !slices.ContainsFunc(wanted, func(p environment.Privilege) bool { return p.Name == name }) {
			r.leaveOut("there is no privilege %s", name)
		}
	}
	tables, err := r.environment.Tables(ctx)
	if err != nil {
		return looked{}, err
	}
	names := []string{}
	for _, name := range r.Tables {
		table, ok := tables.Find(name)
		if !ok {
			return looked{}, &UnknownTable{name, tables.DidYouMean(name)}
		}
		privileges, err := r.environment.TablePrivileges(ctx, table.LogicalName)
		if err != nil {
			return looked{}, err
		}
		wanted = append(wanted, r.choose(table, privileges)...)
		names = append(names, table.LogicalName)
	}
	r.wanted = distinct(wanted)
	for _, p := range r.wanted {
		r.outcome.Privileges = append(r.outcome.Privileges, p.Name)
	}
	found := fmt.Sprintf("%d privileges", len(r.wanted))
	if len(names) > 0 {
		found = strings.Join(names, ", ") + ": " + found
	}
	return looked{found: found}, nil
}

// choose returns those of a table's privileges that the role is to give.
func (r *run) choose(t environment.Table, all []environment.Privilege) []environment.Privilege {
	var chosen []environment.Privilege
	for _, verb := range verbs {
		i := slices.IndexFunc(all, func(p environment.Privilege) bool { return p.Type == verb })
		switch {
		case i < 0:
			r.leaveOut("%s has no privilege to %s", t.LogicalName, strings.ToLower(verb))
		case !all[i].CanBeGlobal:
			r.leaveOut("%s cannot be given on all rows", all[i].Name)
		default:
			chosen = append(chosen, all[i])
		}
	}
	return chosen
}

func (r *run) leaveOut(format string, args ...any) {
	r.outcome.LeftOut = append(r.outcome.LeftOut, fmt.Sprintf(format, args...))
}

// distinct drops what comes again, as the privileges on activities do with each
// of their tables.
func distinct(all []environment.Privilege) []environment.Privilege {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(p environment.Privilege) bool {
		again := seen[p.Name]
		seen[p.Name] = true
		return again
	})
}

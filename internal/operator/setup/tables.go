package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/operator/environment"
)

// verbs returns the rights on rows of a table that the role gives the function.
func (a AppUser) verbs() []string {
	verbs := []string{"Create", "Read", "Write", "Append", "AppendTo"}
	if a.MayDelete {
		verbs = append(verbs, "Delete")
	}
	if a.MayAssign {
		verbs = append(verbs, "Assign")
	}
	return verbs
}

// alwaysWanted returns the privileges that are not on Tables: to look up a user by email, to
// read the definitions of tables and, if it is asked for, to act for a user.
func (a AppUser) alwaysWanted() []string {
	wanted := []string{"prvReadUser", "prvReadEntity"}
	if !a.MayImpersonate {
		return wanted
	}
	return append([]string{"prvActOnBehalfOfAnotherUser"}, wanted...)
}

// lookForTables finds the privileges that the role must give.
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

// choose returns the privileges of a table that the role gets.
func (r *run) choose(t environment.Table, all []environment.Privilege) []environment.Privilege {
	var chosen []environment.Privilege
	for _, verb := range r.verbs() {
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

// distinct removes repeated privileges: all activity tables have the same privileges.
func distinct(all []environment.Privilege) []environment.Privilege {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(p environment.Privilege) bool {
		again := seen[p.Name]
		seen[p.Name] = true
		return again
	})
}

package doctor

import (
	"context"
	"slices"
	"strings"

	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/environment"
)

// Commands of dynctl that give the application user what it lacks. Their token comes from the
// terminal or from a pipe.
const (
	setUpSecret  = "dynctl setup secret"
	setUpAppUser = "dynctl setup app-user --token-stdin"
	// setUpUser gives the privileges on tables too: without them the user can do nothing.
	setUpUser = setUpAppUser + anyTable
)

// anyTable stands for the tables of a command. [Options.complete] writes the tables that the user
// of the command named.
const anyTable = " --table TABLE"

// privilegesOn returns the privileges that exist on a table. It returns a finding if they, or the
// privileges of the application user, cannot be read.
func (e *examination) privilegesOn(ctx context.Context, t environment.Table) ([]environment.Privilege, *Finding) {
	all, err := e.environment.TablePrivileges(ctx, t.LogicalName)
	switch {
	case err != nil:
		f := e.failure(err)
		return nil, &f
	case e.mayErr != nil:
		return nil, &Finding{Status: NotChecked, Found: "not checked: see impersonation"}
	}
	return all, nil
}

// table checks that a table exists, by its entity set or logical name, and each privilege on it
// that the allowed operations need.
func (e *examination) table(ctx context.Context, name string) Finding {
	if err := e.tables.read(ctx); err != nil {
		return e.failure(err)
	}
	t, ok := e.tables.all.Find(name)
	if !ok {
		return failed("no table has this entity set or logical name"+e.tables.all.DidYouMean(name),
			"name the table by its entity set or logical name, in its upper and lower case, as in make.powerapps.com > Tables")
	}
	if t.LogicalName == "" {
		return warning("the entity set exists; the user may not read the privileges on it", "to check them, add prvReadEntity to the role")
	}
	all, unread := e.privilegesOn(ctx, t)
	if unread != nil {
		return *unread
	}
	var lacks, may, mayNot []string
	fix := setUpAppUser + " --table " + name
	for _, right := range rights() {
		i := slices.IndexFunc(all, func(p environment.Privilege) bool { return p.Type == right.privilege })
		switch {
		case i < 0: // the table has no such privilege
		case e.privileges[all[i].Name] != "":
			may = append(may, right.verb)
		default:
			mayNot = append(mayNot, right.verb)
			if needs(e.fence, right) {
				lacks = append(lacks, all[i].Name)
				fix += right.flag
			}
		}
	}
	if len(lacks) > 0 {
		return failed("the application user lacks "+strings.Join(lacks, ", "), "give the privileges: "+fix)
	}
	text := "the user may " + strings.Join(may, ", ") + " rows"
	if len(mayNot) > 0 {
		text += ", and may not " + strings.Join(mayNot, ", ")
	}
	return found(text)
}

// right is a right on the rows of a table.
type right struct {
	privilege string // its type in Dataverse
	verb      string
	// needers are the operations that need it. An operation needs the right to append if it
	// sets a lookup.
	needers []operation.Kind
	flag    string // of dynctl setup app-user, beside --table
}

// rights returns the rights on rows, in the order of their importance. Only a message that
// sets the owner needs the right to assign.
//
// See https://learn.microsoft.com/power-platform/admin/security-roles-privileges
func rights() []right {
	writers := []operation.Kind{operation.Create, operation.Update, operation.Upsert, operation.Associate, operation.Disassociate}
	return []right{
		{"Create", "create", []operation.Kind{operation.Create, operation.Upsert}, ""},
		{"Read", "read", append(writers, operation.Delete), ""},
		{"Write", "write", []operation.Kind{operation.Update, operation.Upsert}, ""},
		{"Append", "append", writers, ""},
		{"AppendTo", "append to", writers, ""},
		{"Delete", "delete", []operation.Kind{operation.Delete}, " --allow delete"},
		{"Assign", "assign", nil, " --allow assign"},
	}
}

// needs reports whether an operation that messages may ask for needs a right. If nothing
// limits the operations, it counts all but the right to delete, which a role often does not
// give by intention.
func needs(f *fence.Fence, r right) bool {
	if f == nil || slices.Contains(f.Unlimited(), "AllowedOperations") {
		return r.flag == ""
	}
	return slices.ContainsFunc(r.needers, f.AllowsOperation)
}

package query

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// predicate reports whether a row passes $filter.
type predicate func(*store.Row) bool

// compiler makes a predicate on the rows of a table from a condition.
type compiler struct {
	table *schema.Table
	store *store.Store
	now   time.Time
}

// Filter makes the predicate of $filter; without $filter every row passes. The error is an
// *odata.Error.
func Filter(t *schema.Table, q odata.Query, st *store.Store, now time.Time) (predicate, error) {
	text, given := q.Options["$filter"]
	if !given {
		return func(*store.Row) bool { return true }, nil
	}
	f, err := odata.ParseFilter(text, q.Aliases)
	if err != nil {
		return nil, err
	}
	return compiler{t, st, now}.compile(f)
}

func (c compiler) compile(f odata.Filter) (predicate, error) {
	switch f := f.(type) {
	case *odata.Or:
		return c.pair(f.Left, f.Right, func(a, b predicate) predicate { return func(r *store.Row) bool { return a(r) || b(r) } })
	case *odata.And:
		return c.pair(f.Left, f.Right, func(a, b predicate) predicate { return func(r *store.Row) bool { return a(r) && b(r) } })
	case *odata.Not:
		if hasQueryFunction(f.Inner) {
			return nil, odata.Refuse(http.StatusBadRequest, "0x80060888", "Not operator along with the Custom Named Condition operators is not allowed")
		}
		inner, err := c.compile(f.Inner)
		return func(r *store.Row) bool { return !inner(r) }, err
	case *odata.Value:
		return nil, c.aloneRefusal(f.Operand)
	case *odata.TextFunction:
		return c.textFunction(f)
	case *odata.QueryFunction:
		return c.queryFunction(f)
	case *odata.Lambda:
		return c.lambda(f)
	case *odata.Comparison:
		return c.comparison(f)
	}
	return nil, odata.NotCovered("a condition of the type %T in $filter", f)
}

// hasQueryFunction reports whether a condition contains a function of Dataverse's own. not
// cannot negate such a function. The documents show only the function directly after not.
// It is inferred that the function may not stand deeper either.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-data-web-api#limitations-of-query-functions
func hasQueryFunction(f odata.Filter) bool {
	switch f := f.(type) {
	case *odata.Or:
		return hasQueryFunction(f.Left) || hasQueryFunction(f.Right)
	case *odata.And:
		return hasQueryFunction(f.Left) || hasQueryFunction(f.Right)
	case *odata.Not:
		return hasQueryFunction(f.Inner)
	case *odata.QueryFunction:
		return true
	}
	return false
}

func (c compiler) pair(left, right odata.Filter, both func(a, b predicate) predicate) (predicate, error) {
	a, err := c.compile(left)
	if err != nil {
		return nil, err
	}
	b, err := c.compile(right)
	return both(a, b), err
}

// TextFunctions are the functions of texts as metadata has them: without wildcards and
// without regard to the case of letters.
var TextFunctions = map[string]func(s, part string) bool{
	"contains": strings.Contains, "startswith": strings.HasPrefix, "endswith": strings.HasSuffix,
}

func (c compiler) textFunction(f *odata.TextFunction) (predicate, error) {
	a, b, err := c.operands(f.Text, f.Part)
	if err != nil {
		return nil, err
	}
	if a.multi != nil || b.multi != nil {
		return nil, odata.NotCovered("%s of a column with several options", f.Name)
	}
	if a.class != odata.ClassText || b.class != odata.ClassText {
		return nil, odata.Refuse(http.StatusBadRequest, "0x80060888", "No function signature for the function with name '%s' matches the specified arguments.", f.Name)
	}
	if f.Part.Quoted {
		part, _ := b.value(nil).(string)
		if f.Name == "startswith" && strings.HasPrefix(part, "%") || f.Name == "endswith" && strings.HasSuffix(part, "%") {
			// The page about $filter says that it does not support such wildcards.
			return nil, odata.NotCovered("a trailing wildcard in %s", f.Name)
		}
		pattern := textPattern(f.Name, part)
		return func(r *store.Row) bool {
			s, ok := a.value(r).(string)
			return ok && pattern.matches(strings.ToLower(s))
		}, nil
	}
	return func(r *store.Row) bool {
		s, ok := a.value(r).(string)
		part, given := b.value(r).(string)
		return ok && given && textPattern(f.Name, part).matches(strings.ToLower(s))
	}, nil
}

func (c compiler) comparison(f *odata.Comparison) (predicate, error) {
	a, b, err := c.operands(f.Left, f.Right)
	if err != nil {
		return nil, err
	}
	if a.class != b.class && a.class != odata.ClassNull && b.class != odata.ClassNull || a.lookup && b.class != odata.ClassNull {
		return nil, odata.Refuse(http.StatusBadRequest, "0x80060888",
			"A binary operator with incompatible types was detected. Found operand types '%s' and '%s' for operator kind '%s'.", a.class, b.class, f.Operator)
	}
	if a.multi != nil || b.multi != nil {
		if b, err = c.selection(f, a, b); err != nil {
			return nil, err
		}
	}
	holds := comparisons[f.Operator]
	return func(r *store.Row) bool { return holds(a.value(r), b.value(r)) }, nil
}

// comparisons follow the rules of SQL Server: null is not smaller and not greater than a
// value, and a column that is null is not equal to any value.
var comparisons = map[string]func(a, b any) bool{
	"eq": func(a, b any) bool { return schema.Compare(a, b) == 0 },
	"ne": func(a, b any) bool { return schema.Compare(a, b) != 0 },
	"gt": func(a, b any) bool { return a != nil && b != nil && schema.Compare(a, b) > 0 },
	"ge": func(a, b any) bool { return a != nil && b != nil && schema.Compare(a, b) >= 0 },
	"lt": func(a, b any) bool { return a != nil && b != nil && schema.Compare(a, b) < 0 },
	"le": func(a, b any) bool { return a != nil && b != nil && schema.Compare(a, b) <= 0 },
}

func (c compiler) lambda(f *odata.Lambda) (predicate, error) {
	nav := c.table.CollectionValued(f.Collection)
	if nav == nil {
		return nil, schema.NoSuchProperty(c.table, f.Collection)
	}
	if f.Condition == nil {
		return func(r *store.Row) bool { return len(c.store.Related(r, nav)) > 0 }, nil
	}
	holds, err := compiler{nav.Target, c.store, c.now}.compile(f.Condition)
	return func(r *store.Row) bool {
		rows := c.store.Related(r, nav)
		if f.All {
			return !slices.ContainsFunc(rows, func(r *store.Row) bool { return !holds(r) })
		}
		return slices.ContainsFunc(rows, holds)
	}, err
}

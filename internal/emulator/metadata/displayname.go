package metadata

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"sns-dynamics/internal/emulator/schema"
)

// displayName is the name of the table for people. If the schema does not have it, it comes
// from the noun of the table's privileges, or from the name of the table.
func displayName(t *schema.Table) string {
	if t.DisplayName != "" {
		return t.DisplayName
	}
	name := t.FullSchemaName()
	if prefix, rest, custom := strings.Cut(name, "_"); custom && prefix != "" && rest != "" {
		name = rest
	} else if t.Privilege != "" && t.Privilege != "Activity" && !strings.Contains(t.Privilege, "_") {
		name = t.Privilege
	}
	var b strings.Builder
	before := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// displayNames is the name of the rows of the table for people.
func displayNames(t *schema.Table) string {
	return cmp.Or(t.DisplayNames, plural(displayName(t)))
}

func plural(name string) string {
	if rest, found := strings.CutSuffix(name, "y"); found {
		return rest + "ies"
	}
	return strings.TrimSuffix(name, "s") + "s"
}

// isPointedToBy reports whether a lookup of the other table can hold a row of this table.
func isPointedToBy(t *schema.Table, name string) bool {
	for _, navs := range t.Navs {
		if slices.ContainsFunc(navs, func(n *schema.Navigation) bool { return n.Collection && n.Lookup != nil && n.Target.Name == name }) {
			return true
		}
	}
	return false
}

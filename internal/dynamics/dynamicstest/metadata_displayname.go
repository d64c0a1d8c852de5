package dynamicstest

import (
	"slices"
	"strings"
	"unicode"
)

// displayName is what people call a row of the table. The schema does not say, so it
// is made of the noun of the table's privileges, or of its name.
func (t *table) displayName() string {
	name := t.schemaName()
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

func plural(name string) string {
	if rest, found := strings.CutSuffix(name, "y"); found {
		return rest + "ies"
	}
	return strings.TrimSuffix(name, "s") + "s"
}

// isPointedToBy reports whether a lookup of the other table can hold a row of this.
func (t *table) isPointedToBy(name string) bool {
	for _, navs := range t.navs {
		if slices.ContainsFunc(navs, func(n *navigation) bool { return n.collection && n.lookup != nil && n.target.Name == name }) {
			return true
		}
	}
	return false
}

package environment

import "sns-dynamics/internal/nearest"

// DidYouMean asks for the entity set or logical name that somebody most likely
// meant by a name that no table has, such as ` (did you mean "contacts"?)`; it is
// empty where none is like it.
func (t Tables) DidYouMean(name string) string {
	var names []string
	for _, table := range t {
		names = append(names, table.EntitySet)
		if table.LogicalName != "" {
			names = append(names, table.LogicalName)
		}
	}
	meant, ok := nearest.Name(name, names)
	if !ok {
		return ""
	}
	return ` (did you mean "` + meant + `"?)`
}

package environment

import "sns-dynamics/internal/nearest"

// DidYouMean returns a question with the entity set or logical name that is most similar to
// an unknown name, such as ` (did you mean "contacts"?)`. It is empty if no name is
// similar.
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

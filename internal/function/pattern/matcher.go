package pattern

// matcher matches one event. It looks for each path only once, because a field in an array
// of many items would otherwise search the event for each item. For a pattern with
// alternatives it reads the leaves of each array only once.
type matcher struct {
	event           map[string]any
	hasAlternatives bool
	absent          map[*rules]bool
	leaves          map[*any][]leaf // of an array, by its first item
}

// matches reports whether all fields of a branch match an object of the event.
func (m *matcher) matches(b *branch, object map[string]any) bool {
	for _, f := range b.fields {
		value, found := object[f.name]
		switch {
		case f.inner != nil && !m.matchesItem(f.inner, value):
			return false
		case f.rules != nil && !m.matchesLeaf(f, value, found):
			return false
		}
	}
	return true
}

// matchesItem reports whether all fields of a branch match a value, or one item of an array.
// A value that is no object is like an object without fields: only exists: false matches it.
func (m *matcher) matchesItem(b *branch, value any) bool {
	if m.matchesObject(b, value) {
		return true
	}
	return m.matches(b, nil)
}

func (m *matcher) matchesObject(b *branch, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return m.matches(b, v)
	case []any:
		for _, item := range v {
			if m.matchesObject(b, item) {
				return true
			}
		}
	}
	return false
}

func (m *matcher) matchesLeaf(f *field, value any, found bool) bool {
	if found && m.holds(f.rules, value) {
		return true
	}
	return f.rules.absent && m.isAbsent(f)
}

func (m *matcher) isAbsent(f *field) bool {
	absent, known := m.absent[f.rules]
	if !known {
		absent = !hasLeaf(m.event, f.path)
		if m.absent == nil {
			m.absent = map[*rules]bool{}
		}
		m.absent[f.rules] = absent
	}
	return absent
}

// holds reports whether a rule holds for a value, or for one item of an array.
func (m *matcher) holds(r *rules, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return false
	case []any:
		return m.holdsForItem(r, v)
	}
	l := newLeaf(value)
	return r.holds(&l)
}

func (m *matcher) holdsForItem(r *rules, items []any) bool {
	if m.hasAlternatives {
		for i, all := 0, m.leavesOf(items); i < len(all); i++ {
			if r.holds(&all[i]) {
				return true
			}
		}
		return false
	}
	for _, item := range items {
		if m.holds(r, item) {
			return true
		}
	}
	return false
}

// leavesOf returns the leaves of an array and of the arrays in it.
func (m *matcher) leavesOf(items []any) []leaf {
	if len(items) == 0 {
		return nil
	}
	all, known := m.leaves[&items[0]]
	if !known {
		all = appendLeaves(make([]leaf, 0, len(items)), items)
		if m.leaves == nil {
			m.leaves = map[*any][]leaf{}
		}
		m.leaves[&items[0]] = all
	}
	return all
}

func appendLeaves(all []leaf, items []any) []leaf {
	for _, item := range items {
		switch v := item.(type) {
		case map[string]any:
		case []any:
			all = appendLeaves(all, v)
		default:
			all = append(all, newLeaf(item))
		}
	}
	return all
}

// hasLeaf reports whether the event has a leaf at a path, in any item of an array. An object
// and an empty array are no leaves.
func hasLeaf(value any, path []string) bool {
	switch v := value.(type) {
	case map[string]any:
		if len(path) == 0 {
			return false
		}
		inner, found := v[path[0]]
		return found && hasLeaf(inner, path[1:])
	case []any:
		for _, item := range v {
			if hasLeaf(item, path) {
				return true
			}
		}
		return false
	}
	return len(path) == 0
}

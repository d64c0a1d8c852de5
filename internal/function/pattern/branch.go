package pattern

// branch is a combination as a tree. Its fields must all match.
type branch struct{ fields []*field }

// field is a field of a branch: a leaf with rules, or an object with fields of its own.
type field struct {
	name  string
	inner *branch

	rules *rules
	path  []string // from the top of the event
}

// add puts a condition into the tree, at the rest of its path.
func (b *branch) add(c condition, rest []string) error {
	f := b.field(rest[0])
	isLeaf := len(rest) == 1
	switch {
	case f.rules != nil || isLeaf && f.inner != nil:
		return fault(c.at, "expected once: $or combines it with another condition of the same field")
	case isLeaf:
		f.rules, f.path = c.rules, c.path
		return nil
	case f.inner == nil:
		f.inner = &branch{}
	}
	return f.inner.add(c, rest[1:])
}

func (b *branch) field(name string) *field {
	for _, f := range b.fields {
		if f.name == name {
			return f
		}
	}
	f := &field{name: name}
	b.fields = append(b.fields, f)
	return f
}

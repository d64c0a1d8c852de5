package message

import (
	"slices"

	"sns-dynamics/internal/walk"
)

// scan looks through a whole message for names given twice and for halves of
// surrogate pairs. It keeps the names of the objects around the value at hand only.
type scan struct {
	cursor *walk.Cursor
	found  *findings
	path   path
	names  []string // of the objects around, the innermost last
}

// few is how many names are looked through one by one.
const few = 16

func (s *scan) value() {
	switch s.cursor.Kind() {
	case walk.Object:
		s.object()
	case walk.Array:
		s.cursor.Enter()
		for i := 0; !s.cursor.Ends(); i++ {
			s.path.enterItem(i)
			s.value()
			s.path.leave()
		}
	case walk.String:
		// Half a pair would name something else than the publisher did.
		if _, isWhole := s.cursor.Text(); !isWhole {
			s.found.add(&s.path, "expected text without half a surrogate pair")
		}
	default:
		s.cursor.Raw()
	}
}

func (s *scan) object() {
	outside := len(s.names)
	var many map[string]bool // the names of an object with more than a few
	for s.cursor.Enter(); !s.cursor.Ends(); {
		name, _ := s.cursor.Text()
		s.path.enter(name)
		switch {
		case many[name] || many == nil && slices.Contains(s.names[outside:], name):
			s.found.add(&s.path, "given twice")
		case many != nil:
			many[name] = true
		case len(s.names) < outside+few:
			s.names = append(s.names, name)
		default:
			many = map[string]bool{name: true}
			for _, earlier := range s.names[outside:] {
				many[earlier] = true
			}
		}
		s.value()
		s.path.leave()
	}
	s.names = s.names[:outside]
}

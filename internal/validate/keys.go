package validate

import (
	"fmt"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/source"
)

// keys are the values of alternate keys by which Dataverse is documented not to find
// a row. They are warnings, as some environments take some of the characters.
type keys struct {
	unreadable []string
	more       int // beyond those listed
}

func (k *keys) check(item source.Item, op dynamics.Operation) []message.Problem {
	k.operation(item, "", op)
	return nil
}

// operation looks at an operation that stands at a pointer of the message.
func (k *keys) operation(item source.Item, at string, op dynamics.Operation) {
	k.row(item, at+"/key/", op.Row)
	k.row(item, at+"/related/key/", op.Related.Row)
	for i, part := range op.Operations {
		k.operation(item, fmt.Sprint(at, "/operations/", i), part)
	}
}

func (k *keys) row(item source.Item, at string, row dynamics.Row) {
	column, found := row.UnreadableColumn()
	switch {
	case !found:
	case len(k.unreadable) == mostWarnings:
		k.more++
	default:
		pointer := at + column
		k.unreadable = append(k.unreadable, fmt.Sprintf("%s:%d: %s: %s", item.File, item.LineOf(pointer), item.Pointer(pointer), dynamics.UnreadableAdvice(column)))
	}
}

func (k *keys) warnings() []string {
	if k.more > 0 {
		return append(k.unreadable, fmt.Sprintf("%d more keys have one of these characters", k.more))
	}
	return k.unreadable
}

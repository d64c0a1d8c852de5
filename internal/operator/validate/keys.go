package validate

import (
	"fmt"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/source"
)

// keys are the values of alternate keys with characters that Dataverse documents as not
// supported. They are warnings, because some environments accept some of the characters.
type keys struct {
	unreadable []string
	more       int // not listed
}

func (k *keys) check(item source.Item, op operation.Operation) []message.Problem {
	k.operation(item, "", op)
	return nil
}

// operation checks the operation at a pointer of the message.
func (k *keys) operation(item source.Item, at string, op operation.Operation) {
	k.row(item, at+"/key/", op.Row)
	k.row(item, at+"/related/key/", op.Related.Row)
	for i, part := range op.Operations {
		k.operation(item, fmt.Sprint(at, "/operations/", i), part)
	}
}

func (k *keys) row(item source.Item, at string, row operation.Row) {
	column, found := row.UnreadableColumn()
	switch {
	case !found:
	case len(k.unreadable) == maxWarnings:
		k.more++
	default:
		pointer := at + column
		k.unreadable = append(k.unreadable, fmt.Sprintf("%s:%d: %s: %s", item.File, item.LineOf(pointer), item.Pointer(pointer), operation.UnreadableAdvice(column)))
	}
}

func (k *keys) warnings() []string {
	if k.more > 0 {
		return append(k.unreadable, number.Count(k.more, "more key has", "more keys have")+" one of these characters")
	}
	return k.unreadable
}

package outgoing

import (
	"fmt"

	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operation"
)

// The limits of SNS for the size of a message, and for the total size of a batch. [Size] returns
// the size of a message.
//
// See https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
const (
	// DefaultBytes is the limit of a topic that does not set MaximumMessageSize.
	DefaultBytes = 256 << 10
	// MinBytes and MaxBytes are the least and the greatest value of the parameter
	// MaximumMessageSize of the stack.
	MinBytes = 1024
	MaxBytes = 460_800
)

// StringType is the data type of every [Attribute].
const StringType = "String"

// Attribute is a message attribute. Its data type is String.
type Attribute struct{ Name, Value string }

// Attributes returns the message attributes of an operation for the filter policies of
// subscriptions: operation and entitySet. An unbound action and a batch have no entitySet.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
func Attributes(op operation.Operation) []Attribute {
	attributes := []Attribute{{"operation", string(op.Kind)}}
	if op.EntitySet != "" {
		attributes = append(attributes, Attribute{"entitySet", op.EntitySet})
	}
	return attributes
}

// Size returns the size of a message in bytes as SNS counts it: the text, and the name, the
// data type and the value of each attribute.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
func Size(text string, attributes []Attribute) int {
	n := len(text)
	for _, a := range attributes {
		n += len(a.Name) + len(StringType) + len(a.Value)
	}
	return n
}

// SizeProblem returns what is wrong with the size of a message; empty if a topic with the given
// limit takes the message.
func SizeProblem(text string, attributes []Attribute, maximum int) string {
	n := Size(text, attributes)
	if n <= maximum {
		return ""
	}
	return fmt.Sprintf("expected at most %s bytes with the message attributes, got %s", number.Grouped(maximum), number.Grouped(n))
}

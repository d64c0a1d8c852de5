package outgoing

import "sns-dynamics/internal/dynamics"

// MaxBytes is the most that SNS takes in a message, and in all the messages of a
// batch, where a topic does not set MaximumMessageSize. It counts as [Size] does.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-batch-api-actions.html
const MaxBytes = 256 << 10

// StringType is the data type of every [Attribute].
const StringType = "String"

// Attribute is a message attribute. Its data type is String.
type Attribute struct{ Name, Value string }

// Attributes are what a subscription's filter policy can go by: operation and
// entitySet, which an unbound action and a batch do not have.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
func Attributes(op dynamics.Operation) []Attribute {
	attributes := []Attribute{{"operation", string(op.Kind)}}
	if op.EntitySet != "" {
		attributes = append(attributes, Attribute{"entitySet", op.EntitySet})
	}
	return attributes
}

// Size is the bytes that SNS counts: those of the text, and of name, data type
// and value of each attribute.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
func Size(text string, attributes []Attribute) int {
	n := len(text)
	for _, a := range attributes {
		n += len(a.Name) + len(StringType) + len(a.Value)
	}
	return n
}

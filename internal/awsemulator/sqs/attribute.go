package sqs

import "strings"

// Attribute is an attribute of a message of SNS or SQS. It has bytes if its type begins
// with Binary, and else a text.
type Attribute struct {
	DataType    string // such as String, Number, Binary
	StringValue string `json:",omitempty"`
	BinaryValue []byte `json:",omitempty"`
}

// Text returns an attribute of the type String.
func Text(value string) Attribute { return Attribute{DataType: "String", StringValue: value} }

// IsBinary reports whether the value of the attribute is BinaryValue.
func (a Attribute) IsBinary() bool { return strings.HasPrefix(a.DataType, "Binary") }

// Check returns the fault of the attribute, or "".
func (a Attribute) Check() string {
	kind, _, _ := strings.Cut(a.DataType, ".")
	switch {
	case kind != "String" && kind != "Number" && kind != "Binary":
		return "must have a type of String, Number or Binary"
	case a.IsBinary() && len(a.BinaryValue) == 0, !a.IsBinary() && a.StringValue == "":
		return "must contain a non-empty message attribute value"
	}
	return ""
}

// Size returns the bytes of the attributes that count towards the size of a message.
func Size(attributes map[string]Attribute) int {
	n := 0
	for name, a := range attributes {
		n += len(name) + len(a.DataType) + len(a.StringValue) + len(a.BinaryValue)
	}
	return n
}

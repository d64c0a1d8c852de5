package awstest

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Attribute is an attribute of a message of SNS or SQS: a text, or bytes if its
// type begins with Binary.
type Attribute struct {
	DataType    string // such as String, Number, Binary
	StringValue string `json:",omitempty"`
	BinaryValue []byte `json:",omitempty"`
}

// Text returns an attribute of the type String.
func Text(value string) Attribute { return Attribute{DataType: "String", StringValue: value} }

func (a Attribute) isBinary() bool { return strings.HasPrefix(a.DataType, "Binary") }

// check returns what is wrong with the attribute, or "".
func (a Attribute) check() string {
	kind, _, _ := strings.Cut(a.DataType, ".")
	switch {
	case kind != "String" && kind != "Number" && kind != "Binary":
		return "must have a type of String, Number or Binary"
	case a.isBinary() && len(a.BinaryValue) == 0, !a.isBinary() && a.StringValue == "":
		return "must contain a non-empty message attribute value"
	}
	return ""
}

// size is what the attributes count towards the size of a message.
func size(attributes map[string]Attribute) int {
	n := 0
	for name, a := range attributes {
		n += len(name) + len(a.DataType) + len(a.StringValue) + len(a.BinaryValue)
	}
	return n
}

func md5Of(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// md5OfAttributes is the digest that SQS makes of attributes; "" for none.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
func md5OfAttributes(attributes map[string]Attribute) string {
	if len(attributes) == 0 {
		return ""
	}
	h := md5.New()
	write := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		write([]byte(name))
		write([]byte(a.DataType))
		if a.isBinary() {
			h.Write([]byte{2})
			write(a.BinaryValue)
		} else {
			h.Write([]byte{1})
			write([]byte(a.StringValue))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

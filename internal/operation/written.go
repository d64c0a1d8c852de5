package operation

import "encoding/json"

// Field is a column that an operation with values writes. The client sets it if the operation
// depends on what the row holds.
type Field struct {
	// Column is the logical name of the column, and Type its AttributeType.
	Column, Type string
	// Member and Value are the member of the body.
	Member string
	Value  json.RawMessage
	// ID is the id of the row that a lookup refers to; empty for a lookup that is cleared.
	ID string
	// Target is the logical name of the table of that row, if the lookup may refer to rows
	// of several tables. Rows of two tables may have one id.
	Target string
	// IsUnreadable says that the application user may not be able to read the column. A
	// read then returns null for it, whatever it holds.
	IsUnreadable bool
}

// Body returns the body of a request that writes fields.
func Body(fields []Field) json.RawMessage {
	body := []byte("{")
	for i, f := range fields {
		if i > 0 {
			body = append(body, ',')
		}
		name, _ := json.Marshal(f.Member) // a string always marshals
		body = append(append(append(body, name...), ':'), f.Value...)
	}
	return append(body, '}')
}

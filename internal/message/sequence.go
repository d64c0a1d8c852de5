package message

import "sns-dynamics/internal/dynamics"

// sequence decodes what orders the changes of a row.
func (d *decoder) sequence(n node) *dynamics.Sequence {
	var s dynamics.Sequence
	if !d.is(n, object) {
		return nil
	}
	n = n.open()
	d.fields(n, func(name string, n node) bool {
		switch name {
		case "column":
			s.Column = d.name(n)
		case "value":
			if value := d.bytes(n); dynamics.IsVersion(value) {
				s.Value = value
			} else {
				d.add(n, "expected a number, a string of digits, or an ISO 8601 time with its offset")
			}
		default:
			return false
		}
		return true
	})
	for _, name := range []string{"column", "value"} {
		if _, ok := n.get(name); !ok {
			d.addMissing(n, name, "missing")
		}
	}
	return &s
}

// sequenceAlone checks that nothing else decides what the sequence decides.
func (d *decoder) sequenceAlone(root node) {
	sequence, ok := root.get("sequence")
	if !ok {
		return
	}
	if ifMatch, ok := root.get("ifMatch"); ok {
		d.add(ifMatch, "not allowed beside sequence")
	}
	column, _ := sequence.find("column")
	data, _ := root.get("data")
	if member, ok := data.find(column.text); ok && column.kind == text {
		d.add(member, "not allowed: the column of /sequence is set with its value")
	}
}

package dynamicstest

import "strings"

// written answers a create, update or upsert: with the row if the client
// prefers that, else with its URI.
func (c *call) written(r *row, key string, status int) (answer, error) {
	if c.prefer.representation {
		if err := c.query.only("$select", "$expand"); err != nil {
			return answer{}, err
		}
		sel, err := c.selection(r.table)
		if err != nil {
			return answer{}, err
		}
		a := entityAnswer(status, c.render(r, sel, sel.context(c.root, r.table)+"/$entity"))
		a.header.Set("Preference-Applied", "return=representation")
		r.stampSession(a)
		return a, nil
	}
	if err := c.query.only("$select", "$expand"); err != nil {
		return answer{}, err
	}
	a := emptyAnswer()
	a.header.Set("OData-EntityId", c.root+r.table.EntitySet+"("+escapeHeader(key)+")")
	r.stampSession(a)
	return a, nil
}

// escapeHeader percent-encodes what cannot stand in a header, and leaves the
// quotes and commas of a key as the documents show them.
func escapeHeader(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' {
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

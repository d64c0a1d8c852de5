package message

import (
	"slices"

	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operation"
)

// decoder reads the fields of a message and collects the problems. A field with a problem has
// its zero value in the result.
type decoder struct {
	findings
	input       []byte
	isDelivered bool    // the message has an envelope
	isMapped    bool    // a mapping made the message
	creates     creates // of a mapped message
	envelope    Envelope
	parts       *parts // nil outside of a batch
	expansion   expansion
}

func (d *decoder) add(n node, format string, args ...any) { d.findings.add(n, format, args...) }

// addMissing records the problem that a member is missing.
func (d *decoder) addMissing(n node, name, format string, args ...any) {
	d.addMember(n, name, format, args...)
}

// bytes returns the bytes of a value. They share memory with the message.
func (d *decoder) bytes(n node) []byte {
	v := n.doc.values[n.at]
	return d.input[v.start:v.end:v.end]
}

// fields calls read for each member of an object. If read returns false, the name is unknown
// or not allowed. Then the problem names the nearest of the names.
func (d *decoder) fields(n node, names []string, read func(name string, value node) bool) {
	for m := range n.each() {
		if read(m.name, m.value) {
			continue
		}
		if !d.isKept() {
			continue
		}
		problem := "unknown field"
		if name, ok := nearest.Name(m.name, names); ok { // names must not escape to the heap
			problem += "; did you mean " + name + "?"
		}
		d.addAt(m.value.String(), "%s", problem)
	}
}

// meant is the question whether a misspelt value means a name of a closed set. Its text has the
// name of the set, and no part of the misspelt value. The text of a problem that is not kept is
// not made.
type meant struct {
	given string
	names func() []string
}

// String is empty without a near name.
func (m meant) String() string {
	if name, ok := nearest.Name(m.given, m.names()); ok {
		return "; did you mean " + name + "?"
	}
	return ""
}

// operationFields are the names of the fields of an operation.
func operationFields() []string {
	return []string{
		"operation", "operations", "contentId", "entitySet", "table", "id", "key", "data", "values", "unchanged", "createOnly",
		"navigationProperty", "related", "action", "parameters", "impersonate", "ifMatch", "sequence", "repeatable", "once",
		"detectDuplicates", "bypass", "tag", "correlation",
	}
}

// is reports whether a node has a kind, and records a problem if it does not.
func (d *decoder) is(n node, want kind) bool {
	if n.kind != want {
		d.add(n, "expected %s, got %s", want, n.kind)
	}
	return n.kind == want
}

func (d *decoder) text(n node) string {
	if !d.is(n, text) {
		return ""
	}
	return n.text()
}

func (d *decoder) boolean(n node) bool {
	return d.is(n, boolean) && n.text() == "true"
}

// matching returns a string that matches a grammar, and records a problem for another value.
func (d *decoder) matching(n node, grammar func(string) bool, expected string) string {
	if !d.is(n, text) {
		return ""
	}
	given := n.text()
	if !grammar(given) {
		d.add(n, "expected %s", expected)
		return ""
	}
	return given
}

func (d *decoder) name(n node) string {
	return d.matching(n, operation.IsName, "a name of letters, digits and underscores")
}

func (d *decoder) guid(n node) string {
	return d.matching(n, operation.IsGUID, "a GUID such as 2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70")
}

func (d *decoder) actionName(n node) string {
	return d.matching(n, operation.IsActionName, "the name of an action, such as WinOpportunity")
}

func (d *decoder) etag(n node) string {
	return d.matching(n, operation.IsETag, `an ETag such as W/"470867"`)
}

func (d *decoder) tag(n node) string {
	return d.matching(n, func(s string) bool { return s != "" }, "a string that is not empty")
}

func (d *decoder) correlation(n node) string {
	return d.matching(n, operation.IsCorrelation, "1 to 256 characters without control characters")
}

func (d *decoder) bypass(n node) []string {
	if !d.is(n, array) {
		return nil
	}
	if n.count() == 0 {
		d.add(n, "expected CustomSync, CustomAsync or both")
	}
	return distinct(d, n, func(item node) string {
		given := d.text(item)
		if item.kind == text && !slices.Contains(bypasses(), given) {
			d.add(item, "expected CustomSync or CustomAsync%s", meant{given, bypasses})
			return ""
		}
		return given
	})
}

// bypasses are the values of bypass.
func bypasses() []string { return []string{"CustomSync", "CustomAsync"} }

// distinct reads the items of an array. read returns the empty text for an invalid item.
func distinct(d *decoder, n node, read func(node) string) []string {
	var all []string
	for _, item := range n.items() {
		switch text := read(item); {
		case text == "":
		case slices.Contains(all, text):
			d.add(item, "given twice")
		default:
			all = append(all, text)
		}
	}
	return all
}

func (d *decoder) impersonate(n node) operation.Impersonation {
	var as operation.Impersonation
	if !d.is(n, object) {
		return as
	}
	d.fields(n, []string{"systemUserId", "objectId", "email"}, func(name string, n node) bool {
		switch name {
		case "systemUserId":
			as.SystemUserID = d.guid(n)
		case "objectId":
			as.ObjectID = d.guid(n)
		case "email":
			as.Email = d.matching(n, operation.IsEmail, "an email address")
		default:
			return false
		}
		return true
	})
	if n.count() != 1 {
		d.add(n, "expected exactly one of systemUserId, objectId and email")
	}
	return as
}

package message

import (
	"slices"

	"sns-dynamics/internal/dynamics"
)

// decoder collects what is wrong with a message while it reads the fields. A
// field that is wrong comes out as its zero value.
type decoder struct {
	findings
	input       []byte
	isDelivered bool // in the envelope
	envelope    Envelope
	parts       *parts // of a batch, while its operations are decoded
	expansion   expansion
}

func (d *decoder) add(n node, format string, args ...any) { d.findings.add(n.place, format, args...) }

// addMissing records a problem of a member that is not there.
func (d *decoder) addMissing(n node, name, format string, args ...any) {
	d.addMember(n.place, name, format, args...)
}

// bytes are those of a value, in the message itself.
func (d *decoder) bytes(n node) []byte {
	return d.input[n.start : n.start+len(n.raw) : n.start+len(n.raw)]
}

// fields hands each member of an open object to a function that knows what to do
// with it, or says that it does not know the name.
func (d *decoder) fields(n node, read func(name string, value node) bool) {
	for _, m := range n.members {
		if !read(m.name, m.value) {
			d.add(m.value, "unknown field")
		}
	}
}

// is reports whether the node is of the kind, and records a problem if not.
func (d *decoder) is(n node, want kind) bool {
	if n.kind != want {
		d.add(n, "expected %s, got %s", want, n.kind)
	}
	return n.kind == want
}

func (d *decoder) text(n node) string {
	d.is(n, text)
	return n.text
}

func (d *decoder) boolean(n node) bool {
	return d.is(n, boolean) && n.text == "true"
}

// matching is a string that a grammar takes.
func (d *decoder) matching(n node, grammar func(string) bool, expected string) string {
	if !d.is(n, text) {
		return ""
	}
	if !grammar(n.text) {
		d.add(n, "expected %s", expected)
		return ""
	}
	return n.text
}

func (d *decoder) name(n node) string {
	return d.matching(n, dynamics.IsName, "a name of letters, digits and underscores")
}

func (d *decoder) guid(n node) string {
	return d.matching(n, dynamics.IsGUID, "a GUID such as 2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70")
}

func (d *decoder) actionName(n node) string {
	return d.matching(n, dynamics.IsActionName, "the name of an action, such as WinOpportunity")
}

func (d *decoder) etag(n node) string {
	return d.matching(n, dynamics.IsETag, `an ETag such as W/"470867"`)
}

func (d *decoder) tag(n node) string {
	return d.matching(n, func(s string) bool { return s != "" }, "a string that is not empty")
}

func (d *decoder) bypass(n node) []string {
	if !d.is(n, array) {
		return nil
	}
	if n.count() == 0 {
		d.add(n, "expected CustomSync, CustomAsync or both")
	}
	var kinds []string
	for _, item := range n.items() {
		kind := d.matching(item, func(s string) bool { return s == "CustomSync" || s == "CustomAsync" },
			"CustomSync or CustomAsync")
		switch {
		case kind == "":
		case slices.Contains(kinds, kind):
			d.add(item, "given twice")
		default:
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (d *decoder) impersonate(n node) dynamics.Impersonation {
	var as dynamics.Impersonation
	if !d.is(n, object) {
		return as
	}
	n = n.open()
	d.fields(n, func(name string, n node) bool {
		switch name {
		case "systemUserId":
			as.SystemUserID = d.guid(n)
		case "objectId":
			as.ObjectID = d.guid(n)
		case "email":
			as.Email = d.matching(n, dynamics.IsEmail, "an email address")
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

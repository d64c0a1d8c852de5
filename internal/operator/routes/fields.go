package routes

import (
	"slices"
	"strings"

	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operator/yamldoc"
)

// fields are the fields that an object of a file may have.
type fields []string

// check adds a problem for each unknown field. It returns false if the value is no object.
func (allowed fields) check(r *folderReader, n yamldoc.Node) bool {
	if n.Kind != yamldoc.Object {
		r.addAt(n, "expected an object, got %s", n.Kind)
		return false
	}
	for _, member := range n.Entries {
		if slices.Contains(allowed, member.Name) {
			continue
		}
		if near, ok := nearest.Name(member.Name, allowed); ok {
			r.addAt(member, "unknown field: did you mean %s?", near)
		} else {
			r.addAt(member, "unknown field: expected %s", strings.Join(allowed, ", "))
		}
	}
	return true
}

// text returns the text of a member. It is empty if the member is missing or no text.
func (r *folderReader) text(n yamldoc.Node, name string) string {
	member, found := n.Field(name)
	if !found {
		return ""
	}
	if member.Kind != yamldoc.Text {
		r.addAt(member, "expected a text, got %s", member.Kind)
		return ""
	}
	return member.Text
}

// boolean returns the value of a member, false if the member is missing.
func (r *folderReader) boolean(n yamldoc.Node, name string) bool {
	member, found := n.Field(name)
	if found && member.Kind != yamldoc.Boolean {
		r.addAt(member, "expected true or false, got %s", member.Kind)
	}
	return member.Text == "true"
}

// list returns a member that is a list.
func (r *folderReader) list(n yamldoc.Node, name string) ([]yamldoc.Node, bool) {
	member, found := n.Field(name)
	if found && member.Kind != yamldoc.Array {
		r.addAt(member, "expected a list, got %s", member.Kind)
	}
	return member.Entries, found && member.Kind == yamldoc.Array
}

// texts returns a member that is a list of texts; nil if the member is missing or no list.
func (r *folderReader) texts(n yamldoc.Node, name string) []string {
	items, found := r.list(n, name)
	if !found {
		return nil
	}
	texts := []string{}
	for _, item := range items {
		if item.Kind != yamldoc.Text {
			r.addAt(item, "expected a text, got %s", item.Kind)
		}
		texts = append(texts, item.Text)
	}
	return texts
}

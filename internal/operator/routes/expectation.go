package routes

import (
	"encoding/json"
	"slices"
	"strings"

	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operator/sandbox"
	"sns-dynamics/internal/operator/yamldoc"
)

// expectation is the expected outcome of a test. One field is set.
type expectation struct {
	ignored bool
	code    string
	// operations are the operations that the mapping makes, as JSON.
	operations []json.RawMessage
}

// expectation reads the one field that says what the test expects.
func (r *folderReader) expectation(n yamldoc.Node) (want expectation) {
	given := 0
	for _, name := range []string{"operation", "operations", "ignored", "error"} {
		member, found := n.Field(name)
		if !found {
			continue
		}
		given++
		switch name {
		case "operation":
			want.operations = []json.RawMessage{r.operation(member)}
		case "operations":
			want.operations = r.operations(member)
		case "ignored":
			if want.ignored = member.Kind == yamldoc.Boolean && member.Text == "true"; !want.ignored {
				r.addAt(member, "expected true")
			}
		case "error":
			want.code = r.code(member)
		}
	}
	if given != 1 {
		r.addAt(n, "expected one of operation, operations, ignored and error, got %d", given)
	}
	return want
}

// code reads the code of the error that a test expects.
func (r *folderReader) code(n yamldoc.Node) string {
	codes := []string{route.CodeMapping, route.CodeNoRoute, sandbox.CodeDecode, fence.Code}
	near, isNear := nearest.Name(n.Text, codes)
	switch {
	case n.Kind == yamldoc.Text && slices.Contains(codes, n.Text):
	case n.Kind == yamldoc.Text && isNear:
		r.addAt(n, "unknown code: did you mean %s?", near)
	default:
		r.addAt(n, "expected one of the codes %s", strings.Join(codes, ", "))
	}
	return n.Text
}

func (r *folderReader) operation(n yamldoc.Node) json.RawMessage {
	if n.Kind != yamldoc.Object {
		r.addAt(n, "expected an operation as an object, got %s", n.Kind)
	}
	return n.JSON()
}

func (r *folderReader) operations(n yamldoc.Node) (all []json.RawMessage) {
	if n.Kind != yamldoc.Array || len(n.Entries) == 0 {
		r.addAt(n, "expected a list of operations; a message that makes no operation has ignored: true")
	}
	for _, item := range n.Entries {
		all = append(all, r.operation(item))
	}
	return all
}

// String returns the expectation for an error text.
func (e expectation) String() string {
	switch {
	case e.ignored:
		return "an ignored message"
	case e.code != "":
		return "the error " + e.code
	}
	return "an operation"
}

// message returns the message of the expected operations: one operation, or a batch of
// several, as a mapping makes it.
func (e expectation) message() []byte {
	if len(e.operations) == 1 {
		return e.operations[0]
	}
	text, _ := json.Marshal(map[string]any{"operation": "batch", "operations": e.operations}) // JSON always marshals
	return text
}

package routes

import (
	"encoding/json"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/yamldoc"
)

// Test is a test of a folder: a message and its expected outcome.
type Test struct {
	Name string
	// File and Line are the place of the test.
	File string
	Line int
	// Message is the message as JSON.
	Message json.RawMessage
	// Attributes are the message attributes: string, json.Number or []any.
	Attributes map[string]any
	// TopicARN and Subject replace the values that all tests have.
	TopicARN, Subject string

	want expectation
	file string // the mapping of the same name as the file of the test; empty if no route has it
}

// Fails reports whether the test expects an error.
func (t Test) Fails() bool { return t.want.code != "" }

// tests reads the files of tests.
func (r *folderReader) tests(f *Folder) error {
	names, err := r.names(testSuffix)
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := r.read(name)
		if err != nil {
			return err
		}
		root, err := yamldoc.Parse(r.path(name), text)
		if r.add(err); err != nil {
			continue
		}
		if root.Kind != yamldoc.Array {
			r.addAt(root, "expected a list of tests, got %s", root.Kind)
			continue
		}
		file := strings.TrimSuffix(name, testSuffix) + mapSuffix
		if !slices.Contains(f.maps, file) {
			file = ""
		}
		names := map[string]bool{}
		for _, item := range root.Entries {
			t := r.test(item, file)
			if name, found := item.Field("name"); found && names[t.Name] {
				r.addAt(name, "given twice: expected a text that tells the test from the other tests")
			}
			names[t.Name] = true
			f.Tests = append(f.Tests, t)
		}
	}
	return nil
}

func (r *folderReader) test(n yamldoc.Node, file string) Test {
	t := Test{File: n.File, Line: n.Line, file: file}
	if !(fields{"name", "message", "attributes", "topicArn", "subject", "operation", "operations", "ignored", "error"}).check(r, n) {
		return t
	}
	if t.Name = r.text(n, "name"); t.Name == "" {
		r.addAt(n, "name: expected a text that tells the test from the other tests")
	}
	if message, found := n.Field("message"); found {
		t.Message = message.JSON()
	} else {
		r.addAt(n, "message: missing: expected the message that is published")
	}
	t.Attributes = r.attributes(n)
	t.TopicARN, t.Subject = r.text(n, "topicArn"), r.text(n, "subject")
	t.want = r.expectation(n)
	return t
}

// attributes reads the message attributes of a test: text for String, a number for Number, a
// list for String.Array.
func (r *folderReader) attributes(n yamldoc.Node) map[string]any {
	member, found := n.Field("attributes")
	if !found {
		return nil
	}
	if member.Kind != yamldoc.Object {
		r.addAt(member, "expected an object, got %s", member.Kind)
		return nil
	}
	all := map[string]any{}
	for _, a := range member.Entries {
		switch a.Kind {
		case yamldoc.Text, yamldoc.Number, yamldoc.Array:
			all[a.Name] = operation.Value(a.JSON())
		default:
			r.addAt(a, "expected a text, a number or a list, as String, Number and String.Array of SNS, got %s", a.Kind)
		}
		for _, item := range a.Entries {
			if item.Kind == yamldoc.Object || item.Kind == yamldoc.Array {
				r.addAt(item, "expected a text, a number, true, false or null, got %s", item.Kind)
			}
		}
	}
	return all
}

package validate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/source"
)

// characters checks that no text of a row has a character that Dataverse refuses: a
// control character, such as a vertical tab out of a spreadsheet.
func characters(_ source.Item, op dynamics.Operation) []message.Problem {
	problems := textProblems("/data", op.Data)
	for i, part := range op.Operations {
		problems = append(problems, textProblems(fmt.Sprint("/operations/", i, "/data"), part.Data)...)
	}
	return problems
}

func textProblems(at string, data json.RawMessage) []message.Problem {
	if !bytes.ContainsRune(data, '\\') && !bytes.Contains(data, []byte("\uffff")) && !bytes.Contains(data, []byte("\ufffe")) {
		return nil // JSON has control characters as escapes alone
	}
	var value any
	if json.Unmarshal(data, &value) != nil {
		return nil
	}
	problems := valueProblems(at, value)
	slices.SortFunc(problems, func(a, b message.Problem) int { return strings.Compare(a.Pointer, b.Pointer) })
	return problems
}

// valueProblems looks into rows within a row, too.
func valueProblems(at string, value any) (problems []message.Problem) {
	switch value := value.(type) {
	case map[string]any:
		for name, v := range value {
			problems = append(problems, valueProblems(at+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), v)...)
		}
	case []any:
		for i, v := range value {
			problems = append(problems, valueProblems(fmt.Sprint(at, "/", i), v)...)
		}
	case string:
		if strings.ContainsFunc(value, isControl) {
			problems = append(problems, message.Problem{Pointer: at, Text: "expected a text without control characters, but tabs and line ends"})
		}
	}
	return problems
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

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
	var columns map[string]any
	if json.Unmarshal(data, &columns) != nil {
		return nil
	}
	var problems []message.Problem
	for name, value := range columns {
		if text, ok := value.(string); ok && strings.ContainsFunc(text, isControl) {
			problems = append(problems, message.Problem{
				Pointer: at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name),
				Text:    "expected a text without control characters, but tabs and line ends",
			})
		}
	}
	slices.SortFunc(problems, func(a, b message.Problem) int { return strings.Compare(a.Pointer, b.Pointer) })
	return problems
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

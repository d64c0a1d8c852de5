package validate

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"slices"
	"strconv"
	"strings"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/source"
)

// characters checks that no text of a row has a character that Dataverse refuses: a control
// character, such as a vertical tab from a spreadsheet.
func characters(_ source.Item, op operation.Operation) []message.Problem {
	problems := textProblems(op.Data, "data")
	for i, part := range op.Operations {
		problems = append(problems, textProblems(part.Data, "operations", strconv.Itoa(i), "data")...)
	}
	return problems
}

// textProblems checks the texts in the data of a row, and in the rows inside it. in are the
// names that lead to the data.
func textProblems(data json.RawMessage, in ...string) (problems []message.Problem) {
	if !bytes.ContainsRune(data, '\\') && !bytes.Contains(data, []byte("\uffff")) && !bytes.Contains(data, []byte("\ufffe")) {
		return nil // in JSON, every control character is escaped
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(data))
	for {
		token, err := d.ReadToken()
		if err != nil {
			return problems // the end: the message was decoded before
		}
		around, length := d.StackIndex(d.StackDepth())
		isName := around == jsontext.KindBeginObject && length%2 == 1
		if token.Kind() == jsontext.KindString && !isName && strings.ContainsFunc(token.String(), isControl) {
			problems = append(problems, message.Problem{
				Pointer: message.Pointer(slices.AppendSeq(slices.Clone(in), d.StackPointer().Tokens())...),
				Text:    "expected a text without control characters, but tabs and line ends",
			})
		}
	}
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
}

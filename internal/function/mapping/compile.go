package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/itchyny/gojq"
)

// Program is a compiled mapping. It is safe for concurrent use.
type Program struct {
	code *gojq.Code
	// texts are the texts of error("…") that stand in the program itself.
	texts map[string]bool
	// readsMeta says that the program has the variable $meta.
	readsMeta bool
}

// metaVariable is the variable of a program with the [Meta] of its message.
const metaVariable = "$meta"

// SyntaxError is the error of a source that is no mapping.
type SyntaxError struct {
	// Line and Column are the place in the source, from 1; the column counts bytes. They are
	// 0 if the place is not known.
	Line, Column int
	// Text describes the problem. It holds no text of the source but names.
	Text string
}

// Error is one line: the place and the problem.
func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Text
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
}

// Compile reads a mapping. It refuses the functions whose result depends on the machine, the
// time or another file, because one message must become the same operation at every delivery.
// The error is a [*SyntaxError].
func Compile(source string) (*Program, error) {
	query, err := gojq.Parse(source)
	if err != nil {
		return nil, parseError(source, err)
	}
	names := namesIn(query)
	for _, f := range names.functions {
		if isRefused(f) {
			return nil, at(source, f, f+" is not allowed in a mapping")
		}
	}
	if names.hasModules {
		return nil, &SyntaxError{Text: "import, include and module are not allowed in a mapping"}
	}
	options := []gojq.CompilerOption{gojq.WithVariables([]string{metaVariable})}
	if checkOperators(query) {
		options = append(options, gojq.WithFunction("_operands", 3, 3, checkOperands))
		err = begin(query, checkedOperators)
	}
	if err == nil && slices.ContainsFunc(names.functions, findsAll) {
		options = append(options, gojq.WithFunction("_bounded", 2, 2, checkWork))
		err = begin(query, checkedMatches)
	}
	if err != nil {
		return nil, &SyntaxError{Text: err.Error()}
	}
	code, err := gojq.Compile(query, options...)
	if err != nil {
		// The text of the compiler ends with a name, such as "function not defined: f/1".
		name := err.Error()[strings.LastIndexByte(err.Error(), ' ')+1:]
		name, _, _ = strings.Cut(name, "/")
		return nil, at(source, name, err.Error())
	}
	return &Program{code: code, texts: names.texts, readsMeta: slices.Contains(names.functions, metaVariable)}, nil
}

// begin puts the definitions of a program before the definitions of another.
func begin(q *gojq.Query, definitions string) error {
	before, err := gojq.Parse(definitions)
	if err != nil {
		return err
	}
	q.FuncDefs = append(before.FuncDefs, q.FuncDefs...)
	return nil
}

// isRefused reports whether a program may not call a function.
func isRefused(name string) bool {
	switch name {
	case "now", "localtime", "strflocaltime", "env", "$ENV",
		"halt", "halt_error", "debug", "stderr",
		"input", "inputs", "input_filename", "input_line_number",
		"modulemeta", "get_search_list":
		return true
	}
	return false
}

// parseError returns the error of a source that is no program in jq.
func parseError(source string, err error) *SyntaxError {
	p, ok := errors.AsType[*gojq.ParseError](err)
	if !ok {
		return &SyntaxError{Text: "expected a program in jq"}
	}
	if err.Error() == "unexpected EOF" {
		return endError(source)
	}
	start := max(0, min(p.Offset, len(source))-len(p.Token)) // the offset is behind the token
	return place(source, start, err.Error()+tokenHint(source, start))
}

// at returns the error about a name, at the first place of the name in the source that is no
// field, no variable and no name of a member.
func at(source, name, text string) *SyntaxError {
	for start := 0; name != ""; start += len(name) {
		found := strings.Index(source[start:], name)
		if found < 0 {
			break
		}
		start += found
		if isWord(source, start, name) {
			return place(source, start, text+hyphenHint(source, start))
		}
	}
	return &SyntaxError{Text: text}
}

// charAt returns a byte of the source; 0 outside of it.
func charAt(source string, i int) byte {
	if i < 0 || i >= len(source) {
		return 0
	}
	return source[i]
}

func isPartOfName(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func place(source string, offset int, text string) *SyntaxError {
	before := source[:offset]
	return &SyntaxError{
		Line: strings.Count(before, "\n") + 1, Column: offset - strings.LastIndexByte(before, '\n'), Text: text,
	}
}

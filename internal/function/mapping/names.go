package mapping

import (
	"reflect"
	"strings"
	"unicode"

	"github.com/itchyny/gojq"
)

// names are the parts of a program that decide whether it is allowed, and which of its texts
// an error may show.
type names struct {
	functions  []string // that it calls, and variables with their $
	texts      map[string]bool
	hasModules bool
}

// namesIn returns the names of a program.
func namesIn(q *gojq.Query) *names {
	n := &names{texts: map[string]bool{}, hasModules: q.Meta != nil || len(q.Imports) > 0}
	walk(reflect.ValueOf(q), func(part any) {
		switch part := part.(type) {
		case *gojq.Func:
			n.call(part)
		case *gojq.ObjectKeyVal:
			n.member(part)
		}
	})
	return n
}

// walk visits all parts of the tree of a program, each part before the parts below it. Reflection
// visits the parts that a later version of gojq adds, too.
func walk(v reflect.Value, visit func(part any)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		visit(v.Interface())
		walk(v.Elem(), visit)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walk(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	}
}

// call notes a call, and the text of error("…").
func (n *names) call(f *gojq.Func) {
	n.functions = append(n.functions, f.Name)
	if f.Name != "error" || len(f.Args) != 1 {
		return
	}
	t := f.Args[0].Term
	if t != nil && t.Type == gojq.TermTypeString && t.Str.Queries == nil && len(t.SuffixList) == 0 && isOneLine(t.Str.Str) {
		n.texts[t.Str.Str] = true
	}
}

// member notes the variable of a member such as {$meta}, which is no call in the tree.
func (n *names) member(m *gojq.ObjectKeyVal) {
	if strings.HasPrefix(m.Key, "$") {
		n.functions = append(n.functions, m.Key)
	}
}

// isOneLine reports whether an error can show a text: a control character could forge a line
// of the log.
func isOneLine(text string) bool { return !strings.ContainsFunc(text, unicode.IsControl) }

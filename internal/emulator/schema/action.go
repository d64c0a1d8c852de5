package schema

import (
	"encoding/json"
	"fmt"
	"strings"

	"sns-dynamics/internal/emulator/orderedjson"
)

// Action is a custom action of the schema. It creates rows and may respond
// with one of them, or with values.
//
//   - row, collection: the table whose rows, or whose entity set, the action is bound to.
//     An unbound action has neither member.
//   - parameters: by name, a column type, with " optional" behind it if the parameter is
//     optional.
//   - creates: the rows that the action makes, in order, each as a body of the Web API.
//     "{Name}" in a text stands for a parameter, or for the id of an earlier row (its "as").
//     "{target}" stands for the URI of the row that the action is bound to. A member whose
//     text is only the name of a missing parameter is left out.
//   - returnsRow: the "as" of the row in the response.
//   - returns: the values in the response. Without returnsRow and returns the response is
//     204.
//   - standalone: it takes part in no transaction, so that a change set with it fails.
//   - unknown: the schema does not have the effect of the action. The response is 501 after
//     the check of the parameters. returnType is the type of its response in $metadata.
type Action struct {
	Name       string                     `json:"name"`
	Row        string                     `json:"row,omitempty"`
	Collection string                     `json:"collection,omitempty"`
	Parameters map[string]string          `json:"parameters,omitempty"`
	Creates    []Creation                 `json:"creates,omitempty"`
	ReturnsRow string                     `json:"returnsRow,omitempty"`
	Returns    map[string]json.RawMessage `json:"returns,omitempty"`
	Standalone bool                       `json:"standalone,omitempty"`
	Unknown    bool                       `json:"unknown,omitempty"`
	ReturnType string                     `json:"returnType,omitempty"`

	// Load makes the other members from the JSON members.
	Columns  map[string]*Column `json:"-"` // of the parameters
	Optional map[string]bool    `json:"-"` // the parameters that may be left out
}

// Creation is a row that an action makes; see [Action].
type Creation struct {
	As    string          `json:"as"`
	Table string          `json:"table"`
	Body  json.RawMessage `json:"body"`

	Object orderedjson.Object `json:"-"` // the body, once Load has read it
}

func (sc *Schema) checkActions() error {
	for _, a := range sc.Actions {
		if err := a.check(sc); err != nil {
			return fmt.Errorf("action %s: %w", a.Name, err)
		}
	}
	return nil
}

func (a *Action) check(sc *Schema) error {
	if a.Row != "" && sc.ByName[a.Row] == nil || a.Collection != "" && sc.ByName[a.Collection] == nil {
		return fmt.Errorf("bound to no table")
	}
	a.Columns, a.Optional = map[string]*Column{}, map[string]bool{}
	for name, spec := range a.Parameters {
		spec, a.Optional[name] = strings.CutSuffix(spec, " optional")
		if spec == string(KindString) {
			spec = "String(1000000)" // parameters have no length of their own
		}
		c, err := parseColumn(name, spec)
		if err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		a.Columns[name] = c
	}
	made := map[string]bool{}
	for i, cr := range a.Creates {
		body, err := orderedjson.Decode(cr.Body)
		if sc.ByName[cr.Table] == nil || err != nil {
			return fmt.Errorf("creates: no table %q or no body", cr.Table)
		}
		a.Creates[i].Object = body
		made[cr.As] = true
	}
	if a.ReturnsRow != "" && !made[a.ReturnsRow] {
		return fmt.Errorf("returnsRow %s is not created", a.ReturnsRow)
	}
	return nil
}

// HasMessage reports whether sdkmessagefilters lists the message for the table. It does
// not list UpsertMultiple for a standard table, although the table has it if it has
// CreateMultiple and UpdateMultiple.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations#availability-with-standard-tables
func (t *Table) HasMessage(name string) bool {
	switch {
	case t.System || t.Single:
		return false
	case name == "CreateMultiple", name == "UpdateMultiple":
		return true
	}
	return t.Elastic
}

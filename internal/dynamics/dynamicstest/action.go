package dynamicstest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// action is a custom action of the schema. It creates rows and may answer
// with one of them, or with values.
//
//   - row, collection: the table whose rows, or whose entity set, it is bound
//     to; neither when unbound.
//   - parameters: by name, a column type, with " optional" behind it if it may
//     be left out.
//   - creates: the rows it makes in order, each as a body of the Web API.
//     "{Name}" in a text stands for a parameter, for the id of a row made
//     before (its "as"), and "{target}" for the URI of the row it is bound to;
//     a text that is nothing but a parameter left out is left out too.
//   - returnsRow: the "as" of the row to answer with.
//   - returns: the values to answer with. Without either the answer is 204.
//   - unknown: nobody knows what it does, so that the answer is 501, once its
//     parameters are checked. returnType is then what $metadata says it returns.
type action struct {
	Name       string                     `json:"name"`
	Row        string                     `json:"row"`
	Collection string                     `json:"collection"`
	Parameters map[string]string          `json:"parameters"`
	Creates    []creation                 `json:"creates"`
	ReturnsRow string                     `json:"returnsRow"`
	Returns    map[string]json.RawMessage `json:"returns"`
	Unknown    bool                       `json:"unknown"`
	ReturnType string                     `json:"returnType"`

	columns  map[string]*column // of the parameters
	optional map[string]bool
}

type creation struct {
	As    string          `json:"as"`
	Table string          `json:"table"`
	Body  json.RawMessage `json:"body"`

	body object
}

func (sc *schema) checkActions() error {
	for _, a := range sc.Actions {
		if err := a.check(sc); err != nil {
			return fmt.Errorf("action %s: %w", a.Name, err)
		}
	}
	return nil
}

func (a *action) check(sc *schema) error {
	if a.Row != "" && sc.byName[a.Row] == nil || a.Collection != "" && sc.byName[a.Collection] == nil {
		return fmt.Errorf("bound to no table")
	}
	a.columns, a.optional = map[string]*column{}, map[string]bool{}
	for name, spec := range a.Parameters {
		spec, a.optional[name] = strings.CutSuffix(spec, " optional")
		if spec == string(kindString) {
			spec = "String(1000000)" // parameters have no length of their own
		}
		c, err := parseColumn(name, spec)
		if err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		a.columns[name] = c
	}
	made := map[string]bool{}
	for i, cr := range a.Creates {
		body, err := decodeObject(cr.Body)
		if sc.byName[cr.Table] == nil || err != nil {
			return fmt.Errorf("creates: no table %q or no body", cr.Table)
		}
		a.Creates[i].body = body
		made[cr.As] = true
	}
	if a.ReturnsRow != "" && !made[a.ReturnsRow] {
		return fmt.Errorf("returnsRow %s is not created", a.ReturnsRow)
	}
	return nil
}

// act runs a custom action on the row it is bound to, if any.
func (c *call) act(a *action, target *row) (answer, error) {
	values, err := c.actionValues(a)
	if err != nil {
		return answer{}, err
	}
	if a.Unknown {
		return answer{}, notKnown("what the action %s does", a.Name)
	}
	if target != nil {
		values["target"] = "/" + target.table.EntitySet + "(" + target.id + ")"
	}
	made := map[string]*row{}
	for _, cr := range a.Creates {
		body, _ := substitute(cr.body, values)
		r, err := c.insert(c.schema.byName[cr.Table], body.(object), nil, nil)
		if err != nil {
			return answer{}, err
		}
		made[cr.As], values[cr.As] = r, r.id
	}
	switch {
	case a.ReturnsRow != "":
		r := made[a.ReturnsRow]
		return entityAnswer(http.StatusOK, object{
			{"@odata.context", c.root + "$metadata#" + r.table.EntitySet + "/$entity"},
			{r.table.PrimaryKey, r.id},
		}), nil
	case len(a.Returns) > 0:
		return c.actionResponse(a, values)
	}
	return emptyAnswer(), nil
}

// actionValues checks the parameters and returns them by name.
func (c *call) actionValues(a *action) (map[string]any, error) {
	given, err := c.parameters(a.Name, func(name string) bool { return a.columns[name] != nil })
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	for name, col := range a.columns {
		v, found := given.get(name)
		if !found || v == nil {
			if !a.optional[name] {
				return nil, badParameters(a.Name, "The parameter '"+name+"' is missing.")
			}
			continue
		}
		if col.kind == kindOther {
			continue // of a type that only the action itself could check
		}
		if values[name], err = (&table{Name: a.Name, EntitySet: a.Name}).cell(col, v); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (c *call) actionResponse(a *action, values map[string]any) (answer, error) {
	o, err := decodeObject(encode(a.Returns))
	if err != nil {
		return answer{}, err
	}
	filled, _ := substitute(o, values)
	body := append(object{{"@odata.context", c.root + "$metadata#" + namespace + a.Name + "Response"}}, filled.(object)...)
	return entityAnswer(http.StatusOK, body), nil
}

// substitute fills in the values for the {names} in a body; found is false
// for a text that is nothing but a name without a value.
func substitute(v any, values map[string]any) (filled any, found bool) {
	switch v := v.(type) {
	case object:
		o := object{}
		for _, m := range v {
			if filled, found := substitute(m.value, values); found {
				o = append(o, member{m.name, filled})
			}
		}
		return o, true
	case string:
		if name, isName := strings.CutPrefix(v, "{"); isName && strings.IndexByte(name, '}') == len(name)-1 {
			filled, found := values[name[:len(name)-1]]
			return filled, found
		}
		var pairs []string
		for name, value := range values {
			pairs = append(pairs, "{"+name+"}", fmt.Sprint(value))
		}
		return strings.NewReplacer(pairs...).Replace(v), true
	}
	return v, true
}

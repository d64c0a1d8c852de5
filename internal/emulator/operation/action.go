package operation

import (
	"fmt"
	"net/http"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// act runs a custom action on the row it is bound to, if any.
func (c *Invocation) act(a *schema.Action, target *store.Row) (response.Response, error) {
	if a.Standalone && c.InChangeSet {
		return response.Response{}, odata.Refuse(http.StatusBadRequest, "0x8005e007", "The operation that you are trying to perform does not support transactions.")
	}
	values, err := c.actionValues(a)
	if err != nil {
		return response.Response{}, err
	}
	if a.Unknown {
		return response.Response{}, odata.NotCovered("what the action %s does", a.Name)
	}
	if target != nil {
		values["target"] = "/" + target.Table.EntitySet + "(" + target.ID + ")"
	}
	made := map[string]*store.Row{}
	for _, cr := range a.Creates {
		body, _ := substitute(cr.Object, values)
		r, err := c.Insert(c.Schema.ByName[cr.Table], body.(orderedjson.Object), nil, nil)
		if err != nil {
			return response.Response{}, err
		}
		made[cr.As], values[cr.As] = r, r.ID
	}
	switch {
	case a.ReturnsRow != "":
		r := made[a.ReturnsRow]
		return response.Entity(http.StatusOK, orderedjson.Object{
			{"@odata.context", c.Endpoint.Root + "$metadata#" + r.Table.EntitySet + "/$entity"},
			{r.Table.PrimaryKey, r.ID},
		}), nil
	case len(a.Returns) > 0:
		return c.actionResponse(a, values)
	}
	return response.Empty(), nil
}

// actionValues checks the parameters and returns them by name.
func (c *Invocation) actionValues(a *schema.Action) (map[string]any, error) {
	given, err := c.parameters(a.Name, func(name string) bool { return a.Columns[name] != nil })
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	for name, col := range a.Columns {
		v, found := given.Get(name)
		if !found || v == nil {
			if !a.Optional[name] {
				return nil, missingParameters(a.Name, name)
			}
			continue
		}
		if col.Kind == schema.KindOther {
			continue // only the action itself could check this type
		}
		if values[name], err = (&schema.Table{Name: a.Name, EntitySet: a.Name}).Cell(col, v); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (c *Invocation) actionResponse(a *schema.Action, values map[string]any) (response.Response, error) {
	o, err := orderedjson.Decode(orderedjson.Encode(a.Returns))
	if err != nil {
		return response.Response{}, err
	}
	filled, _ := substitute(o, values)
	body := append(orderedjson.Object{{"@odata.context", c.Endpoint.Root + "$metadata#" + odata.Namespace + a.Name + "Response"}}, filled.(orderedjson.Object)...)
	return response.Entity(http.StatusOK, body), nil
}

// substitute replaces the {names} in a body by their values. found is false for a text that
// is only a name without a value.
func substitute(v any, values map[string]any) (filled any, found bool) {
	switch v := v.(type) {
	case orderedjson.Object:
		o := orderedjson.Object{}
		for _, m := range v {
			if filled, found := substitute(m.Value, values); found {
				o = append(o, orderedjson.Member{m.Name, filled})
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

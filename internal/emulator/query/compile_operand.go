package query

import (
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// withoutOrder are the types of columns that have no comparisons.
var withoutOrder = []string{string(schema.KindOther), string(schema.KindBinary), string(schema.KindImage)}

// operand is one side of a comparison on rows: a column or a literal.
type operand struct {
	class odata.Class
	value func(*store.Row) any // nil means null
	// lookup says that the operand is a single-valued navigation property. It compares with
	// null alone.
	lookup bool
	multi  *schema.Column // of an operand that is a column with several options
}

// operands resolves two operands.
func (c compiler) operands(first, second odata.Operand) (a, b operand, err error) {
	if a, err = c.operand(first); err != nil {
		return operand{}, operand{}, err
	}
	b, err = c.operand(second)
	return a, b, err
}

// operand resolves the name of a column, or returns the literal.
func (c compiler) operand(o odata.Operand) (operand, error) {
	if o.Type != "" {
		if c.table.Property(o.Type) == nil {
			return operand{}, odata.NotCovered("a literal of the type %s in $filter", o.Type)
		}
		return operand{}, odata.QuerySyntax("unexpected '" + o.Text + "' in $filter")
	}
	if class, v, isLiteral := o.Literal(); isLiteral {
		return operand{class: class, value: func(*store.Row) any { return v }}, nil
	}
	if nav, name, isPath := strings.Cut(o.Text, "/"); isPath {
		return c.path(nav, name)
	}
	if col := c.table.Property(o.Text); col != nil {
		return columnOperand(col)
	}
	if navs := c.table.SingleValued(o.Text); navs != nil {
		return operand{class: odata.ClassGUID, lookup: true, value: func(r *store.Row) any { return r.Property(navs[0].Lookup) }}, nil
	}
	if c.table.CollectionValued(o.Text) != nil {
		return operand{}, odata.NotCovered("the collection %s without any or all in $filter", o.Text)
	}
	return operand{}, schema.NoSuchProperty(c.table, o.Text)
}

// path is a column of the row in a lookup.
func (c compiler) path(nav, name string) (operand, error) {
	navs := c.table.SingleValued(nav)
	if len(navs) != 1 || strings.Contains(name, "/") {
		return operand{}, odata.NotCovered("a path such as %s/%s in $filter", nav, name)
	}
	col := navs[0].Target.Property(name)
	if col == nil {
		return operand{}, schema.NoSuchProperty(navs[0].Target, name)
	}
	o, err := columnOperand(col)
	return operand{class: o.class, multi: o.multi, value: func(r *store.Row) any {
		if target := c.store.Find(navs[0].Target, r.Pointer(navs[0].Lookup.Name).ID); target != nil {
			return o.value(target)
		}
		return nil
	}}, err
}

// aloneRefusal refuses a value without an operator. Dataverse may accept it if it is true or
// false.
func (c compiler) aloneRefusal(o odata.Operand) error {
	v, err := c.operand(o)
	if err == nil && v.class == odata.ClassBool {
		err = odata.NotCovered("the condition '%s' without an operator in $filter", o.Text)
	} else if err == nil {
		err = odata.QuerySyntax("$filter ends too early: an operator expected behind '" + o.Text + "'")
	}
	return err
}

func columnOperand(c *schema.Column) (operand, error) {
	if slices.Contains(withoutOrder, string(c.Kind)) {
		return operand{}, odata.NotCovered("columns of the type %s in $filter", c.EDMType())
	}
	o := operand{class: c.Class()}
	if c.Kind == schema.KindMulti {
		o.multi = c
	}
	o.value = func(r *store.Row) any {
		v := r.Property(c)
		if text, ok := v.(string); ok && c.Kind == schema.KindDateOnly {
			v, _ = odata.Midnight(text)
		}
		return v
	}
	return o, nil
}

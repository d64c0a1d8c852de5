package query

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// ParseOrder makes the comparison of $orderby. Without $orderby, rows stay in the order of
// their creation. A parameter alias, such as @p1, stands for the name of a column. The
// error is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/order-rows
func ParseOrder(t *schema.Table, text string, aliases map[string]string) (func(a, b *store.Row) int, error) {
	type by struct {
		column *schema.Column
		sign   int
	}
	var keys []by
	for _, item := range odata.SplitList(text) {
		if text == "" {
			break
		}
		fields := strings.Fields(item)
		if len(fields) == 0 {
			return nil, odata.QuerySyntax("malformed $orderby: a column expected in '" + text + "'")
		}
		if strings.HasPrefix(fields[0], "@") {
			fields[0] = strings.TrimSpace(aliases[fields[0]])
		}
		if len(fields) > 2 || !odata.IsName(fields[0]) && fields[0] != "" {
			return nil, odata.NotCovered("the expression '%s' in $orderby", strings.TrimSpace(item))
		}
		k := by{t.Property(fields[0]), 1}
		if k.column == nil {
			return nil, schema.NoSuchProperty(t, fields[0])
		}
		if k.column.Kind == schema.KindMulti {
			return nil, odata.Refuse(http.StatusBadRequest, "0x80050224", "GroupBy or OrderBy Query is not supported for MultiSelectPickList Attribute Type.")
		}
		if slices.Contains(withoutOrder, string(k.column.Kind)) {
			return nil, odata.NotCovered("columns of the type %s in $orderby", k.column.EDMType())
		}
		if len(fields) == 2 && fields[1] == "desc" {
			k.sign = -1
		} else if len(fields) == 2 && fields[1] != "asc" {
			return nil, odata.QuerySyntax("malformed $orderby: '" + fields[1] + "' is neither asc nor desc")
		}
		keys = append(keys, k)
	}
	return func(a, b *store.Row) int {
		for _, k := range keys {
			if n := schema.Compare(a.Property(k.column), b.Property(k.column)); n != 0 {
				return n * k.sign
			}
		}
		return 0
	}, nil
}

package dynamicstest

import "strings"

// The annotations of values and of lists that Dataverse documents.
const (
	formattedValue   = "OData.Community.Display.V1.FormattedValue"
	navigationName   = namespace + "associatednavigationproperty"
	lookupName       = namespace + "lookuplogicalname"
	recordCount      = namespace + "totalrecordcount"
	recordCountLimit = namespace + "totalrecordcountlimitexceeded"

	cdsAnnotations = "Microsoft.PowerApps.CDS." // what those of errors begin with
)

// annotations says which of them a client asks for.
type annotations struct{ formatted, navigation, lookup, count, countLimit, errors bool }

// parseAnnotations reads the value of odata.include-annotations: names, parted by
// commas, in which "*" stands for any text. A name that nobody knows asks for nothing.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#request-annotations
func parseAnnotations(list string) annotations {
	var a annotations
	for pattern := range strings.SplitSeq(list, ",") {
		pattern = strings.TrimSpace(pattern)
		for name, asked := range map[string]*bool{
			formattedValue: &a.formatted, navigationName: &a.navigation, lookupName: &a.lookup, recordCount: &a.count, recordCountLimit: &a.countLimit,
		} {
			*asked = *asked || matches(pattern, name)
		}
		a.errors = a.errors || strings.HasPrefix(pattern, cdsAnnotations) || matches(pattern, cdsAnnotations+"HelpLink")
	}
	return a
}

// matches reports whether the name is as the pattern has it.
func matches(pattern, name string) bool {
	first, rest, open := strings.Cut(pattern, "*")
	name, found := strings.CutPrefix(name, first)
	if !open || !found {
		return found && name == ""
	}
	parts := strings.Split(rest, "*")
	for _, part := range parts[:len(parts)-1] {
		if _, name, found = strings.Cut(name, part); !found {
			return false
		}
	}
	return strings.HasSuffix(name, parts[len(parts)-1])
}

// applied names the preference as the answer confirms it.
func (p preferences) applied() string { return `odata.include-annotations="` + p.annotations + `"` }

// annotate is what the client asks to be told of a value. An empty one has nothing
// to tell.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/select-columns#formatted-values
func (c *call) annotate(r *row, col *column) object {
	v := r.property(col)
	if v == nil {
		return nil
	}
	var o object
	name := col.property() + "@"
	if text := c.format(r, col, v); text != "" && c.prefer.wanted.formatted {
		o = append(o, member{name + formattedValue, text})
	}
	ref, isReference := r.cells[col.name].(reference)
	if !isReference {
		return o
	}
	if nav := r.table.navigationTo(col, ref.table); nav != "" && c.prefer.wanted.navigation {
		o = append(o, member{name + navigationName, nav})
	}
	if c.prefer.wanted.lookup {
		o = append(o, member{name + lookupName, ref.table.Name})
	}
	return o
}

// navigationTo is the navigation property by which the lookup leads to a table.
func (t *table) navigationTo(lookup *column, to *table) string {
	for name, navs := range t.navs {
		for _, n := range navs {
			if n.lookup == lookup && n.target == to && !n.collection {
				return name
			}
		}
	}
	return ""
}

// annotateList is what the client asks to be told of a list: how many rows there
// are, or -1 where it did not ask for their number with $count.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/count-rows
func (c *call) annotateList(rows int) object {
	var o object
	counted := c.query.options["$count"] == "true"
	if c.prefer.wanted.count {
		n := -1
		if counted {
			n = min(rows, maxPage)
		}
		o = append(o, member{"@" + recordCount, n})
	}
	if c.prefer.wanted.countLimit {
		o = append(o, member{"@" + recordCountLimit, counted && rows > maxPage})
	}
	return o
}

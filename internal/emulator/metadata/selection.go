package metadata

import (
	"cmp"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/schema"
)

// description is one entity type of metadata: its properties, and the function that reads
// their values for a table. Each value is simple, or a list.
type description struct {
	typeName   string
	properties []string
	of         func(*schema.Table) []orderedjson.Object
}

// check refuses a property that the emulator does not cover. Dataverse knows many more
// properties.
func (d description) check(name string) error {
	if !slices.Contains(d.properties, name) {
		return odata.NotCovered("the property %s of %s", name, d.typeName)
	}
	return nil
}

// complexProperties are the properties with a structured value, which no comparison
// accepts.
var complexProperties = []string{
	"DisplayName", "DisplayCollectionName", "Privileges", "AttributeTypeName", "RequiredLevel", "FormatName", "Targets", "KeyAttributes", "OptionSet",
}

// checkSimple refuses a property that cannot be compared here.
func (d description) checkSimple(name string) error {
	if slices.Contains(complexProperties, name) {
		return odata.NotCovered("a comparison of the property %s of %s", name, d.typeName)
	}
	return d.check(name)
}

// selection holds the properties of a description that go into a response.
type selection struct {
	names  []string
	all    bool // the request has no $select
	expand []detail
}

type detail struct {
	name string
	of   description
	keep func(orderedjson.Object) bool
	text string // the $filter inside
	selection
}

// parseSelection reads $select, and $expand with $select and $filter inside. Without
// $select the response has every known property. MetadataId is always in it.
func (d description) parseSelection(selected, expanded string) (selection, error) {
	p := selection{names: d.properties, all: selected == ""}
	if !p.all {
		p.names = nil
		for name := range strings.SplitSeq(selected, ",") {
			name = strings.TrimSpace(name)
			if err := d.check(name); err != nil {
				return p, err
			}
			p.names = append(p.names, name)
		}
	}
	if expanded == "" {
		return p, nil
	}
	for _, item := range odata.SplitList(expanded) {
		x, err := d.parseDetail(strings.TrimSpace(item))
		if err != nil {
			return p, err
		}
		p.expand = append(p.expand, x)
	}
	return p, nil
}

// parseDetail reads one item of $expand.
func (d description) parseDetail(item string) (detail, error) {
	name, options, nested := strings.Cut(item, "(")
	x := detail{name: name}
	var known bool
	if x.of, known = d.expandable(name); !known {
		return x, odata.NotCovered("$expand=%s of %s", name, d.typeName)
	}
	options, closed := strings.CutSuffix(options, ")")
	if nested != closed {
		return x, odata.QuerySyntax("unbalanced parentheses in $expand")
	}
	q, err := odata.ExpandOptions(options, []string{"$select", "$filter"})
	if err != nil {
		return x, err
	}
	if x.selection, err = x.of.parseSelection(q.Options["$select"], ""); err != nil {
		return x, err
	}
	x.text = q.Options["$filter"]
	x.keep, err = x.of.parseFilter(q)
	return x, err
}

// expandable finds the navigation property of $expand: the details of a table, or the
// choices of a column.
func (d description) expandable(name string) (description, bool) {
	if d.typeName == entityDefinition.typeName {
		detail, known := details[name]
		return detail, known
	}
	of := optionSet
	if d.typeName == booleanType {
		of = booleanOptionSet
	}
	return of, slices.Contains(optionSets, name) && (d.typeName == booleanType || slices.Contains(choiceTypes, d.typeName))
}

func (p selection) context() string {
	if p.all && len(p.expand) == 0 {
		return ""
	}
	var names []string
	if !p.all {
		names = slices.Clone(p.names)
	}
	for _, x := range p.expand {
		names = append(names, x.name+cmp.Or(x.context(), "()"))
	}
	return "(" + strings.Join(names, ",") + ")"
}

func (p selection) render(t *schema.Table, o orderedjson.Object) orderedjson.Object {
	var out orderedjson.Object
	for _, m := range o {
		if p.all && !slices.Contains(optionSets, m.Name) || m.Name == "MetadataId" || m.Name == "@odata.type" || slices.Contains(p.names, m.Name) {
			out = append(out, m)
		}
	}
	for _, x := range p.expand {
		if one, single := o.Get(x.name); single {
			if o, there := one.(orderedjson.Object); there {
				one = x.render(t, o)
			}
			out = append(out, orderedjson.Member{x.name, one})
			continue
		}
		list := []any{}
		for _, item := range x.of.of(t) {
			if x.keep(item) {
				list = append(list, x.render(t, item))
			}
		}
		out = append(out, orderedjson.Member{x.name, list})
	}
	return out
}

package dynamicstest

import (
	"cmp"
	"slices"
	"strings"
)

// description is one entity type of metadata: its properties, all of them with
// a simple value or a list, and how to find them out for a table.
type description struct {
	typeName   string
	properties []string
	of         func(*table) []object
}

// check refuses a property that is not covered: Dataverse knows many more.
func (d description) check(name string) error {
	if !slices.Contains(d.properties, name) {
		return notKnown("the property %s of %s", name, d.typeName)
	}
	return nil
}

// complexProperties are those with more than a simple value, which no comparison takes.
var complexProperties = []string{
	"DisplayName", "DisplayCollectionName", "Privileges", "AttributeTypeName", "RequiredLevel", "FormatName", "Targets", "KeyAttributes", "OptionSet",
}

// checkSimple refuses a property that cannot be compared here.
func (d description) checkSimple(name string) error {
	if slices.Contains(complexProperties, name) {
		return notKnown("a comparison of the property %s of %s", name, d.typeName)
	}
	return d.check(name)
}

// picked is what of a description goes into an answer.
type picked struct {
	names  []string
	all    bool // nothing was selected
	expand []pickedDetail
}

type pickedDetail struct {
	name string
	of   description
	keep func(object) bool
	picked
}

// parseSelection reads $select, without which everything comes that is known, and
// $expand with $select and $filter inside. MetadataId always comes along.
func (d description) parseSelection(selected, expanded string) (picked, error) {
	p := picked{names: d.properties, all: selected == ""}
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
	for _, item := range splitList(expanded) {
		x, err := d.parseDetail(strings.TrimSpace(item))
		if err != nil {
			return p, err
		}
		p.expand = append(p.expand, x)
	}
	return p, nil
}

// parseDetail reads one item of $expand.
func (d description) parseDetail(item string) (pickedDetail, error) {
	name, options, nested := strings.Cut(item, "(")
	x := pickedDetail{name: name}
	var known bool
	if x.of, known = d.expandable(name); !known {
		return x, notKnown("$expand=%s of %s", name, d.typeName)
	}
	options, closed := strings.CutSuffix(options, ")")
	if nested != closed {
		return x, querySyntax("unbalanced parentheses in $expand")
	}
	q, err := expandOptions(options, []string{"$select", "$filter"})
	if err != nil {
		return x, err
	}
	if x.picked, err = x.of.parseSelection(q.options["$select"], ""); err != nil {
		return x, err
	}
	x.keep, err = x.of.parseFilter(q.options["$filter"])
	return x, err
}

// expandable finds what $expand names: the details of a table, or the choices
// of a column.
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

func (p picked) context() string {
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

func (p picked) render(t *table, o object) object {
	var out object
	for _, m := range o {
		if p.all && !slices.Contains(optionSets, m.name) || m.name == "MetadataId" || m.name == "@odata.type" || slices.Contains(p.names, m.name) {
			out = append(out, m)
		}
	}
	for _, x := range p.expand {
		if one, single := o.get(x.name); single {
			if o, there := one.(object); there {
				one = x.render(t, o)
			}
			out = append(out, member{x.name, one})
			continue
		}
		list := []any{}
		for _, item := range x.of.of(t) {
			if x.keep(item) {
				list = append(list, x.render(t, item))
			}
		}
		out = append(out, member{x.name, list})
	}
	return out
}

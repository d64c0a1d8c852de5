package dynamicstest

import (
	"slices"
	"strings"
)

// description is one entity type of metadata: its properties, all of them with
// a simple value or a list, and how to find them out for a table.
type description struct {
	typeName   string
	properties []string
	of         func(*table) []object
	// whole says that $select can be left out, as what the emulator knows is all
	// that a client looks for: few ask for a key or a relationship in part.
	whole bool
}

// check refuses a property that is not covered: Dataverse knows many more.
func (d description) check(name string) error {
	if !slices.Contains(d.properties, name) {
		return notKnown("the property %s of %s", name, d.typeName)
	}
	return nil
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
	picked
}

// parseSelection reads $select, and $expand with $select inside. MetadataId
// always comes along.
func (d description) parseSelection(selected, expanded string) (picked, error) {
	var p picked
	switch {
	case selected == "" && !d.whole:
		return p, notKnown("%s without $select", d.typeName)
	case selected == "":
		p.names, p.all = d.properties, true
		return p, nil
	}
	for name := range strings.SplitSeq(selected, ",") {
		name = strings.TrimSpace(name)
		if err := d.check(name); err != nil {
			return p, err
		}
		p.names = append(p.names, name)
	}
	if expanded == "" {
		return p, nil
	}
	for _, item := range splitList(expanded) {
		name, options, _ := strings.Cut(strings.TrimSpace(item), "(")
		detail, known := d.expandable(name)
		inner, only := strings.CutPrefix(strings.TrimSuffix(options, ")"), "$select=")
		if !known || !only || strings.Contains(inner, ";") {
			return p, notKnown("$expand=%s of %s", item, d.typeName)
		}
		chosen, err := detail.parseSelection(inner, "")
		if err != nil {
			return p, err
		}
		p.expand = append(p.expand, pickedDetail{name, detail, chosen})
	}
	return p, nil
}

// expandable finds what $expand names: the details of a table, or the choices
// of a column.
func (d description) expandable(name string) (description, bool) {
	if d.typeName == entityDefinition.typeName {
		detail, known := details[name]
		return detail, known
	}
	return optionSet, name == "OptionSet" && slices.Contains(choiceTypes, d.typeName)
}

func (p picked) context() string {
	if p.all {
		return ""
	}
	names := slices.Clone(p.names)
	for _, x := range p.expand {
		names = append(names, x.name+x.context())
	}
	return "(" + strings.Join(names, ",") + ")"
}

func (p picked) render(t *table, o object) object {
	var out object
	for _, m := range o {
		if p.all && m.name != "OptionSet" || m.name == "MetadataId" || m.name == "@odata.type" || slices.Contains(p.names, m.name) {
			out = append(out, m)
		}
	}
	for _, x := range p.expand {
		if one, single := o.get(x.name); single {
			out = append(out, member{x.name, x.render(t, one.(object))})
			continue
		}
		list := []any{}
		for _, item := range x.of.of(t) {
			list = append(list, x.render(t, item))
		}
		out = append(out, member{x.name, list})
	}
	return out
}

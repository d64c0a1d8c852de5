package dynamicstest

import (
	"regexp"
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

// picked is what of a description goes into an answer.
type picked struct {
	names  []string
	expand []pickedDetail
}

type pickedDetail struct {
	name string
	of   description
	picked
}

// parseSelection reads $select, which cannot be left out here, and $expand
// with $select inside. MetadataId always comes along.
func (d description) parseSelection(selected, expanded string) (picked, error) {
	var p picked
	if selected == "" {
		return p, notKnown("%s without $select", d.typeName)
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
		detail, known := details[name]
		inner, only := strings.CutPrefix(strings.TrimSuffix(options, ")"), "$select=")
		if !known || d.typeName != entityDefinition.typeName || !only || strings.Contains(inner, ";") {
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

// metadataFilter is a comparison, or several with "or" between them.
var metadataFilter = regexp.MustCompile(`^(\w+) eq '((?:[^']|'')*)'(?: or (.+))?$`)

// parseFilter covers eq with a text, and or.
func (d description) parseFilter(text string) (func(object) bool, error) {
	if text == "" {
		return func(object) bool { return true }, nil
	}
	parts := metadataFilter.FindStringSubmatch(text)
	if parts == nil {
		return nil, notKnown("the $filter of %s", d.typeName)
	}
	name, want := parts[1], strings.ReplaceAll(parts[2], "''", "'")
	if err := d.check(name); err != nil {
		return nil, err
	}
	rest := func(object) bool { return false }
	if parts[3] != "" {
		var err error
		if rest, err = d.parseFilter(parts[3]); err != nil {
			return nil, err
		}
	}
	return func(o object) bool {
		v, _ := o.get(name)
		return v == any(want) || rest(o)
	}, nil
}

func (p picked) context() string {
	names := slices.Clone(p.names)
	for _, x := range p.expand {
		names = append(names, x.name+x.context())
	}
	return "(" + strings.Join(names, ",") + ")"
}

func (p picked) render(t *table, o object) object {
	var out object
	for _, m := range o {
		if m.name == "MetadataId" || m.name == "@odata.type" || slices.Contains(p.names, m.name) {
			out = append(out, m)
		}
	}
	for _, x := range p.expand {
		list := []any{}
		for _, item := range x.of.of(t) {
			list = append(list, x.render(t, item))
		}
		out = append(out, member{x.name, list})
	}
	return out
}

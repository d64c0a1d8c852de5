package fence

import (
	_ "embed"
	"strings"
)

//go:embed administration.txt
var administrationText string

// administration is the tables and actions of security and administration. All keys are in
// lower case.
type administration struct {
	// entitySets by the logical name of the table, and by a navigation property that leads
	// to it.
	byTable, byNavigation map[string]string
	entitySets, actions   map[string]bool
}

// readAdministration reads administration.txt.
func readAdministration() administration {
	a := administration{
		byTable: map[string]string{}, byNavigation: map[string]string{},
		entitySets: map[string]bool{}, actions: map[string]bool{},
	}
	for line := range strings.Lines(administrationText) {
		fields := strings.Fields(line)
		if len(fields) < 2 || strings.HasPrefix(line, "#") {
			continue
		}
		first, last := strings.ToLower(fields[1]), fields[len(fields)-1]
		switch fields[0] {
		case "table":
			a.byTable[first], a.entitySets[strings.ToLower(last)] = last, true
		case "metadata":
			a.entitySets[first] = true
		case "action":
			a.actions[first] = true
		case "navigation":
			a.byNavigation[first] = last
		}
	}
	return a
}

// hasEntitySet reports whether an entity set belongs to security and administration.
func (a administration) hasEntitySet(name string) bool { return a.entitySets[strings.ToLower(name)] }

// hasAction reports the same for an action, with or without its namespace. An unbound action
// with the name of an entity set is a create in that entity set.
func (a administration) hasAction(name string) bool {
	name = strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	return a.actions[name] || a.entitySets[name]
}

// ofTable returns the entity set of a table of security and administration, by its logical
// name.
func (a administration) ofTable(name string) (entitySet string, found bool) {
	entitySet, found = a.byTable[strings.ToLower(name)]
	return entitySet, found
}

// ofNavigation returns the entity set of security and administration that a navigation
// property of any table leads to.
func (a administration) ofNavigation(property string) (entitySet string, found bool) {
	property = strings.ToLower(property)
	if entitySet, found = a.byNavigation[property]; found {
		return entitySet, true
	}
	last := property[strings.LastIndexByte(property, '_')+1:]
	entitySet, found = a.byNavigation["*_"+last]
	return entitySet, found && len(last) < len(property)
}

package fence

import (
	"fmt"
	"slices"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/operation"
)

// The parameters of the stack that set the variables.
const (
	parameterOperations    = "AllowedOperations"
	parameterTables        = "AllowedTables"
	parameterActions       = "AllowedActions"
	parameterImpersonation = "AllowImpersonation"
	parameterBypass        = "AllowBypass"
)

// Fence is the messages that the deployer allows. The zero value allows every message. It is
// safe for concurrent use.
type Fence struct {
	operations, tables, actions         *list
	refusesImpersonation, refusesBypass bool
	administration                      administration
	// isRoute says that the fence is of a route, and not of the stack.
	isRoute bool
}

// The names that the lists expect.
const (
	expectedOperations = "operations, such as create,update"
	expectedTables     = "entity set names, such as accounts,contacts"
	expectedActions    = "names of actions, such as WinOpportunity"
)

// FromEnv reads the fence through lookup, such as [os.LookupEnv]. A variable that is absent
// sets no limit. The error names the variable that is malformed; an empty variable is
// malformed.
func FromEnv(lookup func(name string) (value string, isSet bool)) (Fence, error) {
	f := Fence{administration: readAdministration()}
	for _, v := range []struct {
		variable string
		into     **list
		expected string
		isName   func(string) bool
	}{
		{config.AllowedOperations, &f.operations, expectedOperations, isKind},
		{config.AllowedTables, &f.tables, expectedTables, operation.IsName},
		{config.AllowedActions, &f.actions, expectedActions, operation.IsActionName},
	} {
		text, isSet := lookup(v.variable)
		if !isSet {
			continue
		}
		l, err := parseList(text, v.expected+", separated by commas", v.isName)
		if err != nil {
			return Fence{}, fmt.Errorf("environment variable %s: %w", v.variable, err)
		}
		*v.into = l
	}
	for _, v := range []struct {
		variable string
		refuses  *bool
	}{{config.AllowImpersonation, &f.refusesImpersonation}, {config.AllowBypass, &f.refusesBypass}} {
		text, isSet := lookup(v.variable)
		if !isSet {
			continue
		}
		allowed, err := parsePermission(v.variable, text)
		if err != nil {
			return Fence{}, err
		}
		*v.refuses = !allowed
	}
	return f, nil
}

// HasLimits reports whether the fence refuses anything.
func (f Fence) HasLimits() bool {
	return f.operations != nil || f.tables != nil || f.actions != nil || f.refusesImpersonation || f.refusesBypass
}

// Tables returns the entity sets that the fence names, sorted. isLimited reports whether the
// fence refuses the other tables.
func (f Fence) Tables() (entitySets []string, isLimited bool) {
	if f.tables == nil {
		return nil, false
	}
	return slices.Sorted(slices.Values(f.tables.names)), !f.tables.isAny
}

// AllowsOperation reports whether messages may ask for an operation.
func (f Fence) AllowsOperation(k operation.Kind) bool {
	return f.operations.hasNoLimit() || f.operations.has(string(k))
}

// AllowsImpersonation reports whether messages may act for users.
func (f Fence) AllowsImpersonation() bool { return !f.refusesImpersonation }

// AllowsBypass reports whether messages may bypass custom business logic.
func (f Fence) AllowsBypass() bool { return !f.refusesBypass }

// allowsTable reports whether rows of an entity set may be written.
func (f Fence) allowsTable(entitySet string) bool {
	if f.tables == nil || f.tables.has(entitySet) {
		return true
	}
	return f.tables.isAny && !f.administration.hasEntitySet(entitySet)
}

// allowsAction reports whether an action may run. An action can write any row, so "*" holds
// only if operations and tables have no limit either.
func (f Fence) allowsAction(name string) bool {
	switch {
	case f.actions != nil && f.actions.has(withoutNamespace(name)):
		return true
	case !f.tables.hasNoLimit() || !f.operations.hasNoLimit():
		return false
	}
	return f.actions == nil || f.actions.isAny && !f.administration.hasAction(name)
}

// Unlimited returns the parameters whose lists allow every name that is not of security and
// administration.
func (f Fence) Unlimited() []string {
	var names []string
	if f.operations.hasNoLimit() {
		names = append(names, parameterOperations)
	}
	if f.tables.hasNoLimit() {
		names = append(names, parameterTables)
	}
	if len(names) == 2 && f.actions.hasNoLimit() { // otherwise actions must be named
		names = append(names, parameterActions)
	}
	return names
}

// String is one line: the values of all parameters.
func (f Fence) String() string {
	return parameterOperations + " " + f.operations.String() + "; " + parameterTables + " " + f.tables.String() + "; " +
		parameterActions + " " + f.actions.String() + "; " + parameterImpersonation + " " + yesOrNo(f.AllowsImpersonation()) + "; " +
		parameterBypass + " " + yesOrNo(f.AllowsBypass())
}

func yesOrNo(allowed bool) string {
	if allowed {
		return "yes"
	}
	return "no"
}

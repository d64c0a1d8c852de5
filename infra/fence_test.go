package main

import (
	"regexp"
	"testing"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
)

// fenceParameterOf is the parameter of each variable of the fence.
func fenceParameterOf() map[string]string {
	return map[string]string{
		config.AllowedOperations: allowedOperationsParameter, config.AllowedTables: allowedTablesParameter,
		config.AllowedActions: allowedActionsParameter, config.AllowImpersonation: allowImpersonationParameter, config.AllowBypass: allowBypassParameter,
	}
}

// TestFenceIsAlwaysWritten wants every variable in every mode of delivery: without one of them
// the function sets no limit.
func TestFenceIsAlwaysWritten(t *testing.T) {
	for _, mode := range modes {
		variables := asMap(at(t, propertiesIn(t, inMode(t, mode), functionID), "Environment", "Variables"))
		for variable, parameter := range fenceParameterOf() {
			if got := asMap(variables[variable])["Ref"]; got != parameter {
				t.Errorf("%s: variable %s refers to %v, want %s", mode, variable, got, parameter)
			}
		}
	}
}

// TestFencePatterns wants the template to accept a value only if the function starts with it.
func TestFencePatterns(t *testing.T) {
	for variable, values := range map[string]map[string]bool{
		config.AllowedOperations:  {"*": true, "create": true, "create, update,batch": true, "": false, "merge": false, "create,": false, "create update": false},
		config.AllowedTables:      {"*": true, "accounts,new_orders": true, "*,teams": true, "": false, " ": false, "a-b": false, "accounts,,contacts": false},
		config.AllowedActions:     {"*": true, "WinOpportunity, new_Do": true, "Microsoft.Dynamics.CRM.WinOpportunity": true, "": false, "a b": false},
		config.AllowImpersonation: {"yes": true, "no": true, "": false, "true": false},
		config.AllowBypass:        {"yes": true, "no": true, "No": false},
	} {
		p := parameters()[fenceParameterOf()[variable]]
		for value, want := range values {
			accepted := p.AllowedPattern != nil && regexp.MustCompile(*p.AllowedPattern).MatchString(value)
			for _, allowed := range p.AllowedValues {
				accepted = accepted || allowed == value
			}
			_, err := fence.FromEnv(func(name string) (string, bool) { return value, name == variable })
			if accepted != want || (err == nil) != want {
				t.Errorf("%s=%q: the template accepts it: %v, the function: %v; want %v", variable, value, accepted, err == nil, want)
			}
		}
	}
}

// TestFenceDefaults wants the defaults to refuse administration, impersonation and bypass.
func TestFenceDefaults(t *testing.T) {
	f, err := fence.FromEnv(func(name string) (string, bool) {
		value, _ := parameters()[fenceParameterOf()[name]].Default.(string)
		return value, true
	})
	if err != nil {
		t.Fatal(err)
	}
	if f.AllowsImpersonation() || f.AllowsBypass() || !f.AllowsOperation("delete") {
		t.Error("the defaults allow impersonation or bypass, or refuse an operation")
	}
	if _, isLimited := f.Tables(); isLimited {
		t.Error("the defaults name the tables")
	}
}

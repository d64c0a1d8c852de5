package stack

import (
	"fmt"
	"strings"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/nearest"
)

// EnvironmentNames returns the names of the environments beside the default environment.
func (o Outputs) EnvironmentNames() []string {
	var names []string
	for _, e := range o.Environments {
		names = append(names, e.Name)
	}
	return names
}

// Environment finds an environment of the stack by its name. The error names the environments
// of the stack, or says what is wrong with its parameters.
func (o Outputs) Environment(name string) (config.Environment, error) {
	for _, e := range o.Environments {
		if e.Name == name {
			return e, nil
		}
	}
	names := o.EnvironmentNames()
	meant, isLike := nearest.Name(name, names)
	text := fmt.Sprintf("stack %s has no environment %q", o.Name, name)
	switch {
	case o.EnvironmentsErr != nil:
		return config.Environment{}, fmt.Errorf("%s: %w", text, o.EnvironmentsErr)
	case isLike:
		return config.Environment{}, fmt.Errorf("%s (did you mean %q?)", text, meant)
	case len(names) == 0:
		return config.Environment{}, fmt.Errorf("%s: its parameter EnvironmentNames is empty", text)
	}
	return config.Environment{}, fmt.Errorf("%s: it has %s", text, strings.Join(names, ", "))
}

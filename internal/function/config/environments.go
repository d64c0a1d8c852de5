package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The variables of the environments beside the default environment. Both are lists with commas
// between the items, and have the same number of items.
const (
	// EnvironmentNames names the variable that lists the names of the environments.
	EnvironmentNames = "ENVIRONMENT_NAMES"
	// EnvironmentSecretARNs names the variable that lists the ARNs of their secrets, in the
	// order of the names.
	EnvironmentSecretARNs = "ENVIRONMENT_SECRET_ARNS"
)

// MaxEnvironments is the most environments beside the default environment.
const MaxEnvironments = 10

// Environment is a Dataverse environment beside the default environment.
type Environment struct {
	// Name is the name of the environment in the routes.
	Name string
	// SecretARN is the ARN, or the name, of the secret of the environment. Its value is the
	// JSON of [Config.SecretARN]. In a function without a stored secret, it may lack the
	// client secret.
	SecretARN string
}

var environmentName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^` + EnvironmentNamePattern() + `$`) })

// IsEnvironmentName reports whether a text can be the name of an environment.
func IsEnvironmentName(s string) bool { return environmentName().MatchString(s) }

// EnvironmentNamePattern returns the regular expression of the name of an environment.
func EnvironmentNamePattern() string { return `[A-Za-z0-9][A-Za-z0-9_-]{0,31}` }

// ParseEnvironments reads the values of [EnvironmentNames] and [EnvironmentSecretARNs]. Two
// empty values are no environments. The error names the variable and what was expected. With
// an error there is no environment: the pairs of names and secrets are not known.
func ParseEnvironments(names, secretARNs string) ([]Environment, error) {
	all, arns := items(names), items(secretARNs)
	if len(all) > MaxEnvironments {
		return nil, fmt.Errorf("environment variable %s: expected at most %d names, got %d", EnvironmentNames, MaxEnvironments, len(all))
	}
	if len(arns) != len(all) {
		return nil, fmt.Errorf("environment variable %s: expected an ARN for each name of %s, %d, got %d", EnvironmentSecretARNs, EnvironmentNames, len(all), len(arns))
	}
	var environments []Environment
	for i, name := range all {
		switch {
		case !IsEnvironmentName(name):
			return nil, fmt.Errorf("environment variable %s: name %d: expected at most 32 letters, digits, hyphens and underscores, and a letter or digit first", EnvironmentNames, i+1)
		case slices.ContainsFunc(environments, func(e Environment) bool { return e.Name == name }):
			return nil, fmt.Errorf("environment variable %s: name %d: expected different names", EnvironmentNames, i+1)
		case arns[i] == "":
			return nil, fmt.Errorf("environment variable %s: ARN %d: expected the ARN of a secret", EnvironmentSecretARNs, i+1)
		}
		environments = append(environments, Environment{Name: name, SecretARN: arns[i]})
	}
	return environments, nil
}

// items returns the items of a list without the spaces around them. The empty text has no item.
func items(list string) []string {
	if strings.TrimSpace(list) == "" {
		return nil
	}
	all := strings.Split(list, ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

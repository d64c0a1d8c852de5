package main

import (
	"maps"

	cf "github.com/awslabs/goformation/v7/cloudformation"

	"sns-dynamics/internal/function/config"
)

// Logical IDs of the parameters of the fence.
const (
	allowBypassParameter        = "AllowBypass"
	allowImpersonationParameter = "AllowImpersonation"
	allowedActionsParameter     = "AllowedActions"
	allowedOperationsParameter  = "AllowedOperations"
	allowedTablesParameter      = "AllowedTables"
)

// longestList bounds a list in a variable of the function. Lambda accepts 4 KB for all
// variables together, and refuses a deployment with more.
const longestList = 1200

// fenceParameters are the parameters that limit what messages may ask for. Package fence of the
// function reads their values.
func fenceParameters() cf.Parameters {
	return cf.Parameters{
		allowedOperationsParameter: fenceList(
			`(\*|create|update|upsert|delete|associate|disassociate|action|batch)`,
			"Operations that messages may ask for, separated by commas; * for all. A batch needs batch and the operation of each part.",
			"must be * or a list of create, update, upsert, delete, associate, disassociate, action and batch, separated by commas",
		),
		allowedTablesParameter: fenceList(
			`(\*|[A-Za-z_][A-Za-z0-9_]*)`,
			"Entity sets of the tables whose rows messages may write, separated by commas; * for all, except the tables of security and administration and metadata, which messages may write only if they are named, beside * too.",
			"must be * or a list of entity set names, separated by commas",
		),
		allowedActionsParameter: fenceList(
			`(\*|[A-Za-z_][A-Za-z0-9_.]*)`,
			"Actions that messages may run, separated by commas; * for all, except the actions of security and administration, which must be named. If AllowedOperations or AllowedTables is a list, * allows no action: name the actions.",
			"must be * or a list of names of actions, separated by commas",
		),
		allowImpersonationParameter: fenceSwitch("Whether messages may act for users, by impersonate."),
		allowBypassParameter:        fenceSwitch("Whether messages may bypass custom business logic, by bypass."),
	}
}

func fenceList(name, description, constraint string) cf.Parameter {
	return cf.Parameter{
		Type:                  "String",
		Description:           cf.String(description),
		Default:               "*",
		MaxLength:             cf.Int(longestList),
		AllowedPattern:        cf.String(`^` + name + `( *, *` + name + `)*$`),
		ConstraintDescription: cf.String(constraint),
	}
}

func fenceSwitch(description string) cf.Parameter {
	return cf.Parameter{
		Type:                  "String",
		Description:           cf.String(description),
		Default:               "no",
		AllowedValues:         []any{"yes", "no"},
		ConstraintDescription: cf.String("must be yes or no"),
	}
}

// withFence adds the variables of the function that hold the parameters of the fence. The
// template sets all of them, because a variable that is absent means no limit.
func withFence(variables map[string]string) map[string]string {
	maps.Copy(variables, map[string]string{
		config.AllowedOperations:  cf.Ref(allowedOperationsParameter),
		config.AllowedTables:      cf.Ref(allowedTablesParameter),
		config.AllowedActions:     cf.Ref(allowedActionsParameter),
		config.AllowImpersonation: cf.Ref(allowImpersonationParameter),
		config.AllowBypass:        cf.Ref(allowBypassParameter),
	})
	return variables
}

package main

import (
	"maps"

	"go.yaml.in/yaml/v3"
)

// rules hold parameters against each other. CloudFormation checks them before it makes or
// changes a resource. Package goformation has no type for them.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
func rules() map[string]any {
	all := map[string]any{
		"SubnetsNeedSecurityGroups": rule(isNot(isEmptyList(subnetIDsParameter)),
			assertion(isNot(isEmptyList(securityGroupIDsParameter)), "SubnetIds needs SecurityGroupIds.")),
		"SecurityGroupsNeedSubnets": rule(isNot(isEmptyList(securityGroupIDsParameter)),
			assertion(isNot(isEmptyList(subnetIDsParameter)), "SecurityGroupIds needs SubnetIds.")),
		"PublishersNeedKey": rule(
			either(isGiven(publisherAccountsParameter), isGiven(publisherServicesParameter), isGiven(publisherOrganizationIDParameter)),
			assertion(isNot(equal(topicKmsKeyIDParameter, "alias/aws/sns")),
				"PublisherAccounts, PublisherServices and PublisherOrganizationId need a customer managed key in TopicKmsKeyId: the policy of alias/aws/sns allows no other account and no service, and nobody can change it.")),
	}
	maps.Copy(all, credentialRules())
	maps.Copy(all, existingRules())
	return all
}

// addRules adds the rules to the root of a template.
func addRules(template *yaml.Node) error {
	var key, value yaml.Node
	key.SetString("Rules")
	if err := value.Encode(rules()); err != nil {
		return err
	}
	root := template.Content[0]
	root.Content = append(root.Content, &key, &value)
	return nil
}

// rule holds assertions if the condition holds.
func rule(condition any, assertions ...any) any {
	return map[string]any{"RuleCondition": condition, "Assertions": assertions}
}

func assertion(condition any, description string) any {
	return map[string]any{"Assert": condition, "AssertDescription": description}
}

func isEmpty(parameter string) any { return equal(parameter, "") }

// isEmptyList holds for a list without items, and for a list of empty texts, such as the value
// of a list whose default is the empty text.
func isEmptyList(parameter string) any {
	return map[string]any{"Fn::EachMemberEquals": []any{map[string]any{"Ref": parameter}, ""}}
}

func isGiven(parameter string) any { return isNot(isEmpty(parameter)) }

// equal, isNot and either are conditions of rules.
func equal(parameter, value string) any {
	return map[string]any{"Fn::Equals": []any{map[string]any{"Ref": parameter}, value}}
}

func isNot(condition any) any { return map[string]any{"Fn::Not": []any{condition}} }

func either(conditions ...any) any { return map[string]any{"Fn::Or": conditions} }

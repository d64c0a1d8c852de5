package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// policyDocument is an IAM policy. A statement is a statement value, or the text of a cf.If
// that chooses one.
//
// Every intrinsic function in the policy has to be such a text: goformation itself resolves a
// map such as {"Ref": "AWS::AccountId"}, to an invented account.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
type policyDocument struct {
	Version   string
	Statement []any
}

type statement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Principal any `json:",omitempty"`
	Action    []string
	Resource  string         `json:",omitempty"`
	Condition conditionBlock `json:",omitempty"`
}

// conditionBlock is the conditions of a statement, by operator and key. A value is a text or a
// list of texts.
type conditionBlock map[string]map[string]any

func policy(statements ...any) policyDocument {
	return policyDocument{Version: "2012-10-17", Statement: statements}
}

func service(name string) map[string]string {
	return map[string]string{"Service": name}
}

// denyPlaintext denies the actions to every caller without TLS.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
func denyPlaintext(resource string, actions ...string) statement {
	return statement{
		Sid:       "DenyPlaintext",
		Effect:    "Deny",
		Principal: "*",
		Action:    actions,
		Resource:  resource,
		Condition: conditionBlock{"Bool": {"aws:SecureTransport": "false"}},
	}
}

// fromTopic is the condition for calls of SNS on behalf of a topic of this stack, or of its
// existing topics. Without it every topic of every account could use the permission.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
func fromTopic(topic string) conditionBlock {
	return conditionBlock{"ArnEquals": {"aws:SourceArn": ifOwnTopic(cf.Ref(topic), listOf(topicArnsParameter))}}
}

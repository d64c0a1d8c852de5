package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// policyDocument is an IAM policy. Its statements are statement values, or the
// text of a cf.If that chooses one.
//
// Every intrinsic function in it has to be such a text: goformation resolves a
// map such as {"Ref": "AWS::AccountId"} by itself, to an account it made up.
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
	Resource  string                       `json:",omitempty"`
	Condition map[string]map[string]string `json:",omitempty"`
}

func policy(statements ...any) policyDocument {
	return policyDocument{Version: "2012-10-17", Statement: statements}
}

func service(name string) map[string]string {
	return map[string]string{"Service": name}
}

// denyPlaintext refuses the actions to whoever calls without TLS.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
func denyPlaintext(resource string, actions ...string) statement {
	return statement{
		Sid:       "DenyPlaintext",
		Effect:    "Deny",
		Principal: "*",
		Action:    actions,
		Resource:  resource,
		Condition: map[string]map[string]string{"Bool": {"aws:SecureTransport": "false"}},
	}
}

// fromTopic holds for what SNS does on behalf of a topic of this stack. Without
// it anybody's topic could use the permission.
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
func fromTopic(topic string) map[string]map[string]string {
	return map[string]map[string]string{"ArnEquals": {"aws:SourceArn": cf.Ref(topic)}}
}

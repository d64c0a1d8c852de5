package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// publisherParameters are the settings of who may publish to the stack's own topic.
func publisherParameters() cf.Parameters {
	return cf.Parameters{
		publisherAccountsParameter: {
			Type:                  "String",
			Description:           cf.String("IDs of other accounts that may publish to the stack's topic, with commas between them. They need a TopicKmsKeyId whose policy allows them."),
			Default:               "",
			AllowedPattern:        cf.String(listPattern(`[0-9]{12}`, 50)),
			ConstraintDescription: cf.String("must be empty or 1 to 50 account IDs with commas between them"),
		},
		publisherServicesParameter: {
			Type:                  "String",
			Description:           cf.String("Services of AWS that may publish to the stack's topic for this account, such as s3.amazonaws.com, with commas between them. They need a TopicKmsKeyId whose policy allows them."),
			Default:               "",
			AllowedPattern:        cf.String(listPattern(`[a-z0-9.-]+\.amazonaws\.com(\.cn)?`, 20)),
			ConstraintDescription: cf.String("must be empty or 1 to 20 service principals with commas between them, such as s3.amazonaws.com,events.amazonaws.com"),
		},
		publisherOrganizationIDParameter: {
			Type:                  "String",
			Description:           cf.String("ID of an organization of AWS Organizations. Each of its accounts may publish to the stack's topic. They need a TopicKmsKeyId whose policy allows them."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^o-[a-z0-9]{10,32}$`),
			ConstraintDescription: cf.String("must be empty or the ID of an organization, such as o-a1b2c3d4e5"),
		},
		maximumMessageSizeParameter: {
			Type:                  "Number",
			Description:           cf.String("Most bytes of a message that the stack's topic accepts, with its attributes. An envelope with each character of the message escaped must fit a queue."),
			Default:               defaultMessageBytes,
			MinValue:              cf.Float64(1024),
			MaxValue:              cf.Float64(maxMessageBytes),
			ConstraintDescription: cf.String("must be a whole number from 1024 to 460800"),
		},
	}
}

const (
	// defaultMessageBytes is the default of SNS.
	defaultMessageBytes = 256 * 1024

	// maxMessageBytes is 450 KiB. An envelope holds the message as a JSON text. A message
	// that is JSON has no control character but white space, so its text has at most two
	// bytes for each byte of the message. The envelope of the longest message then has
	// 900 KiB, and 124 KiB are left for the other fields and for the record of a failed
	// invocation.
	maxMessageBytes = 450 * 1024
)

// accountsPublish allows the accounts of the parameter. An account must allow its own users too.
func accountsPublish(topic string) statement {
	return publish("AccountsPublish", topic, map[string]string{"AWS": listOf(publisherAccountsParameter)}, nil)
}

// servicesPublish allows the services of the parameter. A service that names the account of
// its resource must name this account. EventBridge names no account, so IfExists is needed:
// a rule of another account could publish too if it knew the topic.
//
// See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
func servicesPublish(topic string) statement {
	return publish("ServicesPublish", topic, service(listOf(publisherServicesParameter)),
		conditionBlock{"StringEqualsIfExists": {"aws:SourceAccount": cf.Ref("AWS::AccountId")}})
}

// organizationPublishes allows the accounts of the organization. A service of AWS is in no
// organization, so the statement allows no service.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
func organizationPublishes(topic string) statement {
	return publish("OrganizationPublishes", topic, map[string]string{"AWS": "*"},
		conditionBlock{"StringEquals": {"aws:PrincipalOrgID": cf.Ref(publisherOrganizationIDParameter)}})
}

// publish allows a principal to publish to a topic, under the conditions if there are any.
func publish(sid, topic string, principal map[string]string, conditions conditionBlock) statement {
	return statement{
		Sid:       sid,
		Effect:    "Allow",
		Principal: principal,
		Action:    []string{"sns:Publish"},
		Resource:  topic,
		Condition: conditions,
	}
}

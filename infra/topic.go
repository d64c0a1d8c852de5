package main

import (
	"slices"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
)

// topic is the topic for publishers. It exists in orderedDelivery too, so that its publishers
// can move to the FIFO topic one after the other.
//
// With active tracing SNS passes the publisher's trace on to the function. SNS adds its own
// segment only if an X-Ray resource policy of the account allows sns.amazonaws.com. This stack
// does not create such a policy, because an account has at most five of them; see
// https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topic.html
func topic() cf.Resource {
	t := safeTopic()
	t.AWSCloudFormationCondition = hasOwnTopicCondition
	return sized(t)
}

// safeTopic has the properties of every topic of the stack but its size, which sized adds.
func safeTopic() *sns.Topic {
	return &sns.Topic{
		KmsMasterKeyId: cf.RefPtr(topicKmsKeyIDParameter),
		// Version 2 signs with SHA256, version 1 with SHA1.
		SignatureVersion: cf.String("2"),
		TracingConfig:    cf.String("Active"),
	}
}

// sized limits the messages of a topic. Package goformation does not have the property yet.
//
// See https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
func sized(t *sns.Topic) computed {
	return computed{Resource: t, properties: map[string]any{"MaximumMessageSize": cf.Ref(maximumMessageSizeParameter)}}
}

// orderedTopic is the FIFO topic. A publisher sets the message group and the
// deduplication id. Deduplication by content is off: if a row were set to one value, to
// another value and to the first value again within five minutes, SNS would drop the last
// change.
//
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
func orderedTopic() cf.Resource {
	t := safeTopic()
	t.TopicName = fifoName("")
	t.FifoTopic = cf.Bool(true)
	t.AWSCloudFormationCondition = hasOwnOrderedTopicCondition
	return sized(t)
}

// publishersPolicy is the policy of a topic for publishers.
func publishersPolicy(topic, condition string) *sns.TopicPolicy {
	arn := cf.Ref(topic)
	return topicPolicy(topic, condition,
		cf.If(hasPublisherAccountsCondition, accountsPublish(arn), cf.Ref(noValue)),
		cf.If(hasPublisherServicesCondition, servicesPublish(arn), cf.Ref(noValue)),
		cf.If(hasPublisherOrganizationCondition, organizationPublishes(arn), cf.Ref(noValue)),
	)
}

// topicPolicy allows the account of the stack, and the publishers of the given statements, to
// publish to a topic. It replaces the default policy, which allows the account too.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit
func topicPolicy(topic, condition string, publishers ...any) *sns.TopicPolicy {
	arn := cf.Ref(topic)
	owner := publish("OwnerPublishes", arn, map[string]string{"AWS": cf.Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}, nil)
	return &sns.TopicPolicy{
		Topics:                     []string{arn},
		PolicyDocument:             policy(slices.Concat([]any{owner}, publishers, []any{denyPlaintext(arn, "sns:Publish")})...),
		AWSCloudFormationCondition: condition,
	}
}

// outcomeTopic is the topic of the outcome events. The function publishes with the AWS managed
// key of SNS without a permission of its own. An event has no row data.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
func outcomeTopic() *sns.Topic {
	return &sns.Topic{
		KmsMasterKeyId:             cf.String("alias/aws/sns"),
		SignatureVersion:           cf.String("2"),
		AWSCloudFormationCondition: hasOutcomesCondition,
	}
}

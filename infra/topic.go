package main

import (
	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
)

// topic is where publishers send their messages.
//
// With active tracing SNS passes the publisher's trace on to the function. It
// draws itself into the trace only in an account whose X-Ray resource policy
// lets sns.amazonaws.com in. Such a policy belongs to the account, which has
// room for five of them, and so is not for this stack to create; see
// https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topic.html
func topic() *sns.Topic {
	return &sns.Topic{
		KmsMasterKeyId: cf.RefPtr(topicKmsKeyIDParameter),
		// Version 2 signs with SHA256, version 1 with SHA1.
		SignatureVersion:           cf.String("2"),
		TracingConfig:              cf.String("Active"),
		AWSCloudFormationCondition: isStandardCondition,
	}
}

// orderedTopic takes its place in orderedDelivery. A publisher names the message
// group, and the duplicate's ID. It does not go by content: a row set to one
// value, to another and to the first again within five minutes would lose its
// last change.
//
// See https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
func orderedTopic() *sns.Topic {
	t := topic()
	t.TopicName = fifoName("")
	t.FifoTopic = cf.Bool(true)
	t.AWSCloudFormationCondition = isOrderedCondition
	return t
}

// topicPolicy takes the place of the policy SNS gives a new topic, which lets
// the owner in; so this one has to say it as well. A publisher from another
// account, or an AWS service, needs a statement of its own here.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit
func topicPolicy(topic, condition string) *sns.TopicPolicy {
	arn := cf.Ref(topic)
	return &sns.TopicPolicy{
		Topics: []string{arn},
		PolicyDocument: policy(
			statement{
				Sid:       "OwnerPublishes",
				Effect:    "Allow",
				Principal: map[string]string{"AWS": cf.Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
				Action:    []string{"sns:Publish"},
				Resource:  arn,
			},
			denyPlaintext(arn, "sns:Publish"),
		),
		AWSCloudFormationCondition: condition,
	}
}

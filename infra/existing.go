package main

import (
	"fmt"
	"strconv"
	"strings"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
	"github.com/awslabs/goformation/v7/cloudformation/sns"
)

// maxTopics is the number of existing topics that one stack subscribes to.
const maxTopics = 5

// existingParameters are the settings of a stack that subscribes to existing topics, and makes
// no topic and no topic policy: a topic has one policy, which its owner keeps.
func existingParameters() cf.Parameters {
	return cf.Parameters{
		topicArnsParameter: {
			Type:                  "String",
			Description:           cf.String("ARNs of 1 to 5 existing topics of the stack's region, of any account, with commas between them; the stack then makes no topic. The owner of the topic allows publishers, and sns:Subscribe to another account. Mode ordered needs FIFO topics. Empty for a topic of the stack's own."),
			Default:               "",
			AllowedPattern:        cf.String(listPattern(`arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\.fifo)?`, maxTopics)),
			ConstraintDescription: cf.String("must be empty or the ARNs of 1 to 5 SNS topics with commas between them"),
		},
	}
}

// ifOwnTopic chooses a value for a stack with a topic of its own, and a value for a stack of
// existing topics.
func ifOwnTopic(own, existing any) string {
	return cf.If(hasOwnTopicCondition, own, existing)
}

// firstTopicArn is the ARN of the stack's own topic, or else of the first existing topic.
func firstTopicArn() string {
	return ifOwnTopic(ifOrdered(cf.Ref(orderedTopicID), cf.Ref(topicID)), existingTopic(0))
}

// existingTopic is the ARN of an existing topic by its index, or the empty text.
func existingTopic(index int) string {
	return itemOf(topicArnsParameter, index, maxTopics)
}

func existingPermissionID(index int) string { return "TopicPermission" + strconv.Itoa(index+1) }

func hasTopicCondition(index int) string { return "HasTopic" + strconv.Itoa(index+1) }

// addExisting adds the subscriptions to existing topics, and the permissions of the topics to
// invoke the function.
func addExisting(t *cf.Template) {
	for i := range maxTopics {
		number, isGiven := strconv.Itoa(i+1), cf.Not([]string{cf.Equals(existingTopic(i), "")})
		t.Conditions[hasTopicCondition(i)] = isGiven
		t.Resources[existingPermissionID(i)] = existingPermission(i)

		standard, ordered := "HasStandardTopic"+number, "HasOrderedTopic"+number
		t.Conditions[standard] = cf.And([]string{isGiven, differs(deliveryParameter, orderedDelivery)})
		t.Resources["TopicSubscription"+number] = existingSubscription(i, standard)
		t.Conditions[ordered] = cf.And([]string{isGiven, cf.Equals(cf.Ref(deliveryParameter), orderedDelivery)})
		t.Resources["OrderedTopicSubscription"+number] = existingOrderedSubscription(i, ordered)
	}
}

// existingSubscription delivers the messages of an existing topic as subscription or
// queueSubscription does. This stack subscribes, so a topic of another account needs no
// confirmation.
//
// See https://docs.aws.amazon.com/sns/latest/dg/sns-send-message-to-sqs-cross-account.html
func existingSubscription(index int, condition string) cf.Resource {
	ifDirect := func(direct, other any) string { return cf.If(isDirectCondition, direct, other) }
	return computed{
		Resource: &sns.Subscription{
			TopicArn:      existingTopic(index),
			Protocol:      ifDirect("lambda", "sqs"),
			Endpoint:      cf.String(ifDirect(cf.GetAtt(functionID, "Arn"), cf.GetAtt(queueID, "Arn"))),
			RedrivePolicy: redriveTo(deadLetterQueueID),
			AWSCloudFormationDependsOn: []string{
				deadLetterQueuePolicyID, existingPermissionID(index), functionInvokeConfigID, queuePolicyID,
			},
			AWSCloudFormationCondition: condition,
		},
		properties: map[string]any{"RawMessageDelivery": ifDirect(cf.Ref(noValue), rawDelivery)},
	}
}

// existingOrderedSubscription delivers the messages of an existing FIFO topic as
// orderedSubscription does.
func existingOrderedSubscription(index int, condition string) *sns.Subscription {
	s := orderedSubscription()
	s.TopicArn = existingTopic(index)
	s.AWSCloudFormationCondition = condition
	return s
}

// existingPermission lets an existing topic invoke the function, in every mode of delivery: a
// subscription of the mode direct needs it until CloudFormation has deleted the subscription.
// A permission names one source.
func existingPermission(index int) *lambda.Permission {
	return topicInvokes(existingTopic(index), hasTopicCondition(index))
}

// noTopicReason is the reason of a rule.
const noTopicReason = "TopicArns and %s exclude each other: the owner of an existing topic decides who publishes to it."

// existingRules refuse settings of the stack's own topic if the stack has no topic of its own:
// they would have no effect.
func existingRules() map[string]any {
	var assertions []any
	for _, name := range []string{publisherAccountsParameter, publisherServicesParameter, publisherOrganizationIDParameter} {
		assertions = append(assertions, assertion(isEmpty(name), fmt.Sprintf(noTopicReason, name)))
	}
	return map[string]any{"ExistingTopicsHaveOwners": rule(isGiven(topicArnsParameter), assertions...)}
}

// listPattern is the pattern of a text with at most most items and commas between them. The
// text may be empty.
func listPattern(item string, most int) string {
	return fmt.Sprintf(`^$|^%s(,%s){0,%d}$`, item, item, most-1)
}

// listOf is the list of the items of a parameter.
func listOf(parameter string) string {
	return cf.Split(",", cf.Ref(parameter))
}

// itemOf is the item of a parameter at an index, or the empty text if the parameter has fewer
// items. The parameter has at most most items.
func itemOf(parameter string, index, most int) string {
	padded := cf.Sub("${" + parameter + "}" + strings.Repeat(",", most-1))
	return cf.Select(strconv.Itoa(index), cf.Split(",", padded))
}

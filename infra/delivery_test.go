package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/config"
)

func TestDirectIsTheDefault(t *testing.T) {
	if diff := cmp.Diff(inMode(t, directDelivery), deploy(t, secretArnParameter+"=arn")); diff != "" {
		t.Errorf("template without parameters (-%s +default):\n%s", directDelivery, diff)
	}
}

func TestDeliveryResources(t *testing.T) {
	always := []string{
		deadLetterAlarmID, deadLetterGrowthAlarmID, deadLetterQueueID, deadLetterQueuePolicyID, functionID, functionInvokeConfigID,
		functionLogGroupID, functionPermissionID, functionRoleID, lostLetterAlarmID, misconfiguredAlarmID, queueAgeAlarmID,
		queueMappingID, queueStalledAlarmID, topicID, topicPolicyID, queueID, queuePolicyID, overdueAlarmID,
		dashboardID, durationAlarmID, errorAlarmID, eventDroppedAlarmID, lostNotificationAlarmID, subscriptionAlarmID, throttledAlarmID,
	}
	ordered := []string{
		orderedTopicID, orderedTopicPolicyID, orderedQueueID, orderedQueuePolicyID, orderedSubscriptionID,
		orderedQueueMappingID, orderedFunctionPolicyID, orderedQueueAgeAlarmID, orderedLostNotificationAlarmID,
		orderedDeadLetterQueueID, orderedDeadLetterQueuePolicyID, orderedDeadLetterAlarmID, orderedDeadLetterGrowthAlarmID,
	}
	for _, tt := range []struct {
		mode, keepOrdered string
		want              []string
	}{
		{directDelivery, keepsNotOrdered, slices.Concat(always, []string{subscriptionID})},
		{queuedDelivery, keepsNotOrdered, slices.Concat(always, []string{queueSubscriptionID})},
		{orderedDelivery, keepsNotOrdered, slices.Concat(always, ordered, []string{queueSubscriptionID})},
		{directDelivery, keepsOrdered, slices.Concat(always, ordered, []string{subscriptionID})},
		{queuedDelivery, keepsOrdered, slices.Concat(always, ordered, []string{queueSubscriptionID})},
		{orderedDelivery, keepsOrdered, slices.Concat(always, ordered, []string{queueSubscriptionID})},
	} {
		slices.Sort(tt.want)
		deployed := deploy(t, deliveryParameter+"="+tt.mode, keepOrderedParameter+"="+tt.keepOrdered)
		got := slices.Sorted(maps.Keys(asMap(deployed["Resources"])))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s, KeepOrdered=%s: resources (-want +got):\n%s", tt.mode, tt.keepOrdered, diff)
		}
	}
}

// TestDeliveryHangsTogether: CloudFormation refuses a template in a mode in which a
// reference leads to a resource that a condition leaves out.
func TestDeliveryHangsTogether(t *testing.T) {
	for _, mode := range configurations {
		template := deploy(t, mode...)
		resources, parameters := asMap(template["Resources"]), asMap(template["Parameters"])
		for _, section := range []string{"Resources", "Outputs"} {
			walk(section, template[section], func(path string, value any) {
				for _, id := range references(value) {
					if resources[id] == nil && parameters[id] == nil && !strings.HasPrefix(id, "AWS::") {
						t.Errorf("%s: %s refers to %s, which is not there", mode, path, id)
					}
				}
			})
		}
	}
}

// references returns the logical IDs that a value names.
func references(value any) []string {
	m := asMap(value)
	var ids []string
	if id, ok := m["Ref"].(string); ok {
		ids = append(ids, id)
	}
	if list, ok := m["Fn::GetAtt"].([]any); ok {
		ids = append(ids, list[0].(string))
	}
	if list, ok := m["DependsOn"].([]any); ok {
		for _, id := range list {
			ids = append(ids, id.(string))
		}
	}
	text, own := m["Fn::Sub"], map[string]any{}
	if list, ok := text.([]any); ok {
		text, own = list[0], asMap(list[1])
	}
	if text, ok := text.(string); ok {
		for _, match := range regexp.MustCompile(`\$\{([^.}]+)`).FindAllStringSubmatch(text, -1) {
			if own[match[1]] == nil {
				ids = append(ids, match[1])
			}
		}
	}
	return ids
}

// TestDeliveryIsOfOneKind: SNS and SQS deliver from FIFO to FIFO, and from standard to
// standard. Lambda sends a failure only to a standard queue.
func TestDeliveryIsOfOneKind(t *testing.T) {
	for _, mode := range modes {
		template := inMode(t, mode)
		isFIFO := func(reference any) bool {
			p := propertiesIn(t, template, references(reference)[0])
			return p["FifoTopic"] == true || p["FifoQueue"] == true
		}
		want := mode == orderedDelivery
		check := func(what string, reference any) {
			t.Helper()
			if isFIFO(reference) != want {
				t.Errorf("%s: %s is %v: FIFO is %t", mode, what, reference, !want)
			}
		}

		check("dead-letter queue of the queue", at(t, theQueue(t, template), "RedrivePolicy", "deadLetterTargetArn"))

		subscription := asMap(at(t, theSubscription(t, template, mode), "Properties"))
		check("topic of the subscription", subscription["TopicArn"])
		check("dead-letter queue of the subscription", at(t, subscription, "RedrivePolicy", "deadLetterTargetArn"))
		if subscription["Protocol"] == "sqs" {
			check("queue of the subscription", subscription["Endpoint"])
		}

		variables := at(t, propertiesIn(t, template, functionID), "Environment", "Variables")
		if isFIFO(asMap(variables)[config.DeadLetterQueueURL]) || isFIFO(asMap(variables)[config.RetryQueueURL]) {
			t.Errorf("%s: the function has a FIFO queue for its standard queue: %v", mode, variables)
		}
		if want {
			check("FIFO dead-letter queue of the function", asMap(variables)[config.OrderedDeadLetterQueueURL])
		}

		onFailure := at(t, propertiesIn(t, template, functionInvokeConfigID), "DestinationConfig", "OnFailure", "Destination")
		if isFIFO(onFailure) {
			t.Errorf("%s: OnFailure is %v, a FIFO queue", mode, onFailure)
		}
	}
}

// TestFIFONames: SNS and SQS recognise FIFO by the suffix. The name of a stack may have 128
// characters, and the name of a queue 80. QueueNamePrefix replaces a stack's name that does
// not fit.
func TestFIFONames(t *testing.T) {
	vars := map[string]any{
		"Prefix": map[string]any{"Fn::If": []any{hasQueueNamePrefixCondition, ref(queueNamePrefixParameter), ref("AWS::StackName")}},
		"Id": map[string]any{"Fn::Select": []any{"0", map[string]any{
			"Fn::Split": []any{"-", map[string]any{
				"Fn::Select": []any{"2", map[string]any{"Fn::Split": []any{"/", ref("AWS::StackId")}}},
			}},
		}}},
	}
	// The maximum length of QueueNamePrefix.
	prefix := strings.Repeat("p", 54)
	if !regexp.MustCompile(*parameters()[queueNamePrefixParameter].AllowedPattern).MatchString(prefix) {
		t.Errorf("QueueNamePrefix refuses a prefix of %d characters", len(prefix))
	}
	for resource, want := range map[string]struct{ property, name string }{
		orderedTopicID:           {"TopicName", "${Prefix}-${Id}.fifo"},
		orderedQueueID:           {"QueueName", "${Prefix}-${Id}.fifo"},
		orderedDeadLetterQueueID: {"QueueName", "${Prefix}-dead-letter-${Id}.fifo"},
	} {
		name := map[string]any{"Fn::Sub": []any{want.name, vars}}
		if diff := cmp.Diff(name, at(t, properties(t, resource), want.property)); diff != "" {
			t.Errorf("%s of %s (-want +got):\n%s", want.property, resource, diff)
		}
		if longest := strings.NewReplacer("${Prefix}", prefix, "${Id}", "0a1b2c3d").Replace(want.name); len(longest) > 80 {
			t.Errorf("%s of %s has %d characters, and SQS takes 80: %s", want.property, resource, len(longest), longest)
		}
	}
}

func TestDeliveryOutputs(t *testing.T) {
	standard := map[string]string{
		"TopicArn":           topicID,
		"QueueUrl":           queueID,
		"QueueArn":           queueID + ".Arn",
		"DeadLetterQueueUrl": deadLetterQueueID,
		"DeadLetterQueueArn": deadLetterQueueID + ".Arn",
	}
	want := map[string]map[string]string{
		directDelivery: standard,
		queuedDelivery: standard,
		orderedDelivery: {
			"TopicArn":                  orderedTopicID,
			"QueueUrl":                  orderedQueueID,
			"QueueArn":                  orderedQueueID + ".Arn",
			"DeadLetterQueueUrl":        deadLetterQueueID,
			"DeadLetterQueueArn":        deadLetterQueueID + ".Arn",
			"OrderedDeadLetterQueueUrl": orderedDeadLetterQueueID,
			"OrderedDeadLetterQueueArn": orderedDeadLetterQueueID + ".Arn",
		},
	}
	for _, mode := range modes {
		got := map[string]string{}
		for name, output := range asMap(inMode(t, mode)["Outputs"]) {
			if strings.Contains(name, "Topic") || strings.Contains(name, "Queue") {
				got[name] = nameOf(asMap(output)["Value"])
			}
		}
		if diff := cmp.Diff(want[mode], got); diff != "" {
			t.Errorf("%s: outputs (-want +got):\n%s", mode, diff)
		}
	}
}

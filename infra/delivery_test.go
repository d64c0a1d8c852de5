package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/config"
)

func TestDirectIsTheDefault(t *testing.T) {
	if diff := cmp.Diff(inMode(t, directDelivery), deploy(t)); diff != "" {
		t.Errorf("template without parameters (-%s +default):\n%s", directDelivery, diff)
	}
}

func TestDeliveryResources(t *testing.T) {
	always := []string{
		deadLetterAlarmID, deadLetterQueueID, deadLetterQueuePolicyID, functionID, functionInvokeConfigID,
		functionLogGroupID, functionRoleID, lostLetterAlarmID, misconfiguredAlarmID, queueAgeAlarmID, queueMappingID, queueStalledAlarmID,
		dashboardID, durationAlarmID, errorAlarmID, eventDroppedAlarmID, lostNotificationAlarmID, subscriptionAlarmID, throttledAlarmID,
	}
	standard := []string{topicID, topicPolicyID, queueID, queuePolicyID}
	want := map[string][]string{
		directDelivery: slices.Concat(always, standard, []string{functionPermissionID, subscriptionID}),
		queuedDelivery: slices.Concat(always, standard, []string{queueSubscriptionID}),
		orderedDelivery: slices.Concat(always, []string{
			orderedTopicID, orderedTopicPolicyID, orderedQueueID, orderedQueuePolicyID, orderedSubscriptionID,
			orderedDeadLetterQueueID, orderedDeadLetterQueuePolicyID, orderedDeadLetterAlarmID,
		}),
	}
	for _, mode := range modes {
		slices.Sort(want[mode])
		got := slices.Sorted(maps.Keys(asMap(inMode(t, mode)["Resources"])))
		if diff := cmp.Diff(want[mode], got); diff != "" {
			t.Errorf("%s: resources (-want +got):\n%s", mode, diff)
		}
	}
}

// TestDeliveryHangsTogether: CloudFormation refuses a template that refers to
// what a condition leaves out, and only in the mode that does so.
func TestDeliveryHangsTogether(t *testing.T) {
	for _, mode := range modes {
		template := inMode(t, mode)
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

// references returns the logical IDs that value itself names.
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

// TestDeliveryIsOfOneKind: SNS and SQS hand a message from FIFO to FIFO, and from
// standard to standard. Lambda hands a failure to a standard queue alone.
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

		mapping := propertiesIn(t, template, queueMappingID)
		check("queue of the mapping", mapping["EventSourceArn"])
		queue := propertiesIn(t, template, references(mapping["EventSourceArn"])[0])
		check("dead-letter queue of the queue", at(t, queue, "RedrivePolicy", "deadLetterTargetArn"))

		subscription := asMap(at(t, theSubscription(t, template), "Properties"))
		check("topic of the subscription", subscription["TopicArn"])
		check("dead-letter queue of the subscription", at(t, subscription, "RedrivePolicy", "deadLetterTargetArn"))
		if subscription["Protocol"] == "sqs" {
			check("queue of the subscription", subscription["Endpoint"])
		}

		variables := at(t, propertiesIn(t, template, functionID), "Environment", "Variables")
		check("dead-letter queue of the function", asMap(variables)[config.DeadLetterQueueURL])

		onFailure := at(t, propertiesIn(t, template, functionInvokeConfigID), "DestinationConfig", "OnFailure", "Destination")
		if isFIFO(onFailure) {
			t.Errorf("%s: OnFailure is %v, a FIFO queue", mode, onFailure)
		}
	}
}

// TestFIFONames: the suffix is what makes SNS and SQS take a name for FIFO. The
// name of a stack may have 128 characters, and the name of a queue 80. QueueNamePrefix
// replaces a stack's name that does not fit.
func TestFIFONames(t *testing.T) {
	vars := map[string]any{
		"Prefix": map[string]any{"Fn::If": []any{hasQueueNamePrefixCondition, ref(queueNamePrefixParameter), ref("AWS::StackName")}},
		"Id": map[string]any{"Fn::Select": []any{"0", map[string]any{
			"Fn::Split": []any{"-", map[string]any{
				"Fn::Select": []any{"2", map[string]any{"Fn::Split": []any{"/", ref("AWS::StackId")}}},
			}},
		}}},
	}
	// As long as QueueNamePrefix may be.
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

package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestChangeOfDelivery walks every pair of modes, with and without the FIFO path. While a stack
// changes, CloudFormation has created and updated the resources of the new template, and not
// yet deleted the other ones of the old template. Each subscription of that moment must
// deliver: it needs its topic, a policy or permission, a reader with permissions, and its
// dead-letter queue.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
func TestChangeOfDelivery(t *testing.T) {
	for _, from := range configurations {
		for _, to := range configurations {
			name := strings.Join(from, " ") + " to " + strings.Join(to, " ")
			c := change{t: t, name: name, old: resourcesOf(t, from), new: resourcesOf(t, to)}
			c.union = maps.Clone(c.new)
			for id, resource := range c.old {
				if c.union[id] == nil {
					c.union[id] = resource
				}
			}
			c.checkReplacements()
			c.checkMappings()
			for id, s := range ofType(map[string]any{"Resources": c.union}, "AWS::SNS::Subscription") {
				c.checkSubscription(id, asMap(s["Properties"]))
			}
		}
	}
}

func resourcesOf(t *testing.T, parameters []string) map[string]any {
	t.Helper()
	return asMap(deploy(t, parameters...)["Resources"])
}

// change is a stack between two templates.
type change struct {
	t        *testing.T
	name     string
	old, new map[string]any
	union    map[string]any // the resources that exist before the cleanup
}

// checkReplacements wants no resource of both templates to be replaced: of a replaced resource,
// two exist for a while, and one of them is in no union.
func (c change) checkReplacements() {
	fixed := map[string][]string{
		"AWS::SNS::Topic": {"TopicName", "FifoTopic"}, "AWS::SQS::Queue": {"QueueName", "FifoQueue"},
		"AWS::SNS::Subscription": {"TopicArn", "Protocol", "Endpoint"}, "AWS::Lambda::EventSourceMapping": {"EventSourceArn"},
		"AWS::Lambda::Permission": {"Action", "FunctionName", "Principal", "SourceArn"},
	}
	for id, resource := range c.old {
		before, after := asMap(resource), asMap(c.new[id])
		for _, property := range fixed[before["Type"].(string)] {
			if was, is := nameOf(asMap(before["Properties"])[property]), nameOf(asMap(after["Properties"])[property]); after != nil && was != is {
				c.t.Errorf("%s: %s is replaced: %s is %s, and was %s", c.name, id, property, is, was)
			}
		}
	}
}

// checkMappings wants one mapping of a queue: Lambda refuses a second one.
func (c change) checkMappings() {
	seen := map[string]string{}
	for id, m := range ofType(map[string]any{"Resources": c.union}, "AWS::Lambda::EventSourceMapping") {
		queue := nameOf(asMap(m["Properties"])["EventSourceArn"])
		if other := seen[queue]; other != "" {
			c.t.Errorf("%s: %s and %s both read %s", c.name, id, other, queue)
		}
		seen[queue] = id
	}
}

func (c change) checkSubscription(id string, s map[string]any) {
	topic, dead := nameOf(s["TopicArn"]), nameOf(asMap(s["RedrivePolicy"])["deadLetterTargetArn"])
	if c.union[topic] == nil {
		c.t.Errorf("%s: %s has no topic %s", c.name, id, topic)
	}
	if !c.mayFill(topic, dead) {
		c.t.Errorf("%s: %s may not write to its dead-letter queue %s", c.name, id, dead)
	}
	endpoint := nameOf(s["Endpoint"])
	if s["Protocol"] == "lambda" {
		if !c.mayInvoke(topic, endpoint) {
			c.t.Errorf("%s: %s may not invoke %s", c.name, id, endpoint)
		}
		return
	}
	if !c.mayFill(topic, endpoint) {
		c.t.Errorf("%s: %s may not write to %s", c.name, id, endpoint)
	}
	if !c.isRead(endpoint) {
		c.t.Errorf("%s: %s fills %s, which has no reader", c.name, id, endpoint)
	}
	for _, action := range []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"} {
		if !c.mayFunction(action, endpoint) {
			c.t.Errorf("%s: the function may not %s on %s", c.name, action, endpoint)
		}
	}
}

// mayFill reports whether a policy of a queue lets a topic send.
func (c change) mayFill(topic, queue string) bool {
	for _, p := range ofType(map[string]any{"Resources": c.union}, "AWS::SQS::QueuePolicy") {
		for _, s := range statements(asMap(p["Properties"])["PolicyDocument"]) {
			source := asMap(asMap(s["Condition"])["ArnEquals"])["aws:SourceArn"]
			if s["Effect"] == "Allow" && nameOf(s["Resource"]) == queue && nameOf(source) == topic && slices.Contains(s["Action"].([]any), any("sqs:SendMessage")) {
				return true
			}
		}
	}
	return false
}

func (c change) mayInvoke(topic, function string) bool {
	for _, p := range ofType(map[string]any{"Resources": c.union}, "AWS::Lambda::Permission") {
		if q := asMap(p["Properties"]); nameOf(q["SourceArn"]) == topic && nameOf(q["FunctionName"])+".Arn" == function {
			return true
		}
	}
	return false
}

func (c change) isRead(queue string) bool {
	for _, m := range ofType(map[string]any{"Resources": c.union}, "AWS::Lambda::EventSourceMapping") {
		if nameOf(asMap(m["Properties"])["EventSourceArn"]) == queue {
			return true
		}
	}
	return false
}

// mayFunction reports whether the role of the function allows an action on a queue.
func (c change) mayFunction(action, queue string) bool {
	documents := []any{}
	for _, p := range asMap(asMap(c.union[functionRoleID])["Properties"])["Policies"].([]any) {
		documents = append(documents, asMap(p)["PolicyDocument"])
	}
	for _, p := range ofType(map[string]any{"Resources": c.union}, "AWS::IAM::Policy") {
		documents = append(documents, asMap(p["Properties"])["PolicyDocument"])
	}
	for _, d := range documents {
		for _, s := range statements(d) {
			if s["Effect"] == "Allow" && nameOf(s["Resource"]) == queue && slices.Contains(s["Action"].([]any), any(action)) {
				return true
			}
		}
	}
	return false
}

// TestOrderedMappingEndsBeforeItsPermissions: CloudFormation deletes a resource before the
// resources that it depends on.
func TestOrderedMappingEndsBeforeItsPermissions(t *testing.T) {
	after := at(t, parse(t), "Resources", orderedQueueMappingID, "DependsOn").([]any)
	if !slices.Contains(after, any(orderedFunctionPolicyID)) {
		t.Errorf("DependsOn = %v, want %s in it", after, orderedFunctionPolicyID)
	}
}

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// existing are ARNs of n topics with commas between them.
func existing(n int, suffix string) string {
	var arns []string
	for i := range n {
		arns = append(arns, fmt.Sprintf("arn:aws:sns:eu-west-1:111122223333:topic%d%s", i+1, suffix))
	}
	return strings.Join(arns, ",")
}

// TestExistingTopics: each topic has a subscription in the place of the subscription of the
// stack's own topic, and the stack has neither topic nor topic policy.
func TestExistingTopics(t *testing.T) {
	for _, mode := range modes {
		own := asMap(theSubscription(t, inMode(t, mode), mode)["Properties"])
		for _, n := range []int{1, 2, maxTopics} {
			template := deploy(t, deliveryParameter+"="+mode, topicArnsParameter+"="+existing(n, ""))
			for _, kind := range []string{"AWS::SNS::Topic", "AWS::SNS::TopicPolicy"} {
				if got := ofType(template, kind); len(got) > 0 {
					t.Errorf("%s: a stack of existing topics makes %v", mode, got)
				}
			}
			var topics, permitted []string
			for _, s := range ofType(template, "AWS::SNS::Subscription") {
				p := asMap(s["Properties"])
				topics = append(topics, arnAt(t, p["TopicArn"], n))
				for name, value := range p {
					if name != "TopicArn" && !cmp.Equal(own[name], value) {
						t.Errorf("%s: %s = %v, want %v as for the stack's own topic", mode, name, value, own[name])
					}
				}
				if len(p) != len(own) {
					t.Errorf("%s: subscription %v, want the properties of %v", mode, p, own)
				}
			}
			for _, p := range ofType(template, "AWS::Lambda::Permission") {
				permitted = append(permitted, arnAt(t, asMap(p["Properties"])["SourceArn"], n))
			}
			want := strings.Split(existing(n, ""), ",")
			slices.Sort(topics)
			slices.Sort(permitted)
			if !slices.Equal(topics, want) || !slices.Equal(permitted, want) {
				t.Errorf("%s: subscribed to %v and permitted %v, want %v", mode, topics, permitted, want)
			}
		}
	}
}

// arnAt resolves the ARN of a topic among n existing ones.
func arnAt(t *testing.T, value any, n int) string {
	t.Helper()
	return resolver{values: map[string]string{topicArnsParameter: existing(n, "")}}.text(value)
}

// TestExistingTopicsMaySend: the policy of each queue that a subscription names allows the
// existing topics.
func TestExistingTopicsMaySend(t *testing.T) {
	list := map[string]any{"Fn::Split": []any{",", ref(topicArnsParameter)}}
	for _, mode := range modes {
		template := deploy(t, deliveryParameter+"="+mode, topicArnsParameter+"="+existing(2, ""))
		allowed := map[string]bool{}
		for _, p := range ofType(template, "AWS::SQS::QueuePolicy") {
			for _, s := range statements(at(t, p, "Properties", "PolicyDocument")) {
				if s["Effect"] == "Allow" && cmp.Equal(any(list), at(t, s, "Condition", "ArnEquals", "aws:SourceArn")) {
					allowed[nameOf(s["Resource"])] = true
				}
			}
		}
		for id, s := range ofType(template, "AWS::SNS::Subscription") {
			p := asMap(s["Properties"])
			targets := []string{nameOf(at(t, p, "RedrivePolicy", "deadLetterTargetArn"))}
			if p["Protocol"] == "sqs" {
				targets = append(targets, nameOf(p["Endpoint"]))
			}
			for _, queue := range targets {
				if !allowed[queue] {
					t.Errorf("%s: %s sends to %s, which allows %v", mode, id, queue, allowed)
				}
			}
			for _, after := range at(t, s, "DependsOn").([]any) {
				if asMap(template["Resources"])[after.(string)] == nil {
					t.Errorf("%s: %s depends on %s, which is not there", mode, id, after)
				}
			}
		}
	}
}

// TestChangeOfExistingTopics: between the modes of standard topics, only subscriptions change.
// CloudFormation makes the new subscription before it deletes the old one, and each of them
// needs the policies, the permissions and the reader of both modes.
func TestChangeOfExistingTopics(t *testing.T) {
	direct := resourcesOf(t, []string{deliveryParameter + "=" + directDelivery, topicArnsParameter + "=" + existing(2, "")})
	queued := resourcesOf(t, []string{deliveryParameter + "=" + queuedDelivery, topicArnsParameter + "=" + existing(2, "")})
	if len(direct) != len(queued) {
		t.Errorf("%d resources in mode direct, %d in mode queued", len(direct), len(queued))
	}
	for id, resource := range direct {
		if isSame := cmp.Equal(resource, queued[id]); isSame == strings.HasPrefix(id, "TopicSubscription") {
			t.Errorf("%s is the same in both modes: %t", id, isSame)
		}
	}
}

// TestExistingTopicsHaveNoAlarms: their metrics may be in another account.
func TestExistingTopicsHaveNoAlarms(t *testing.T) {
	for _, mode := range modes {
		template := deploy(t, deliveryParameter+"="+mode, topicArnsParameter+"="+existing(1, ""))
		shown := fmt.Sprint(shownWidgets(t, template))
		for _, id := range []string{lostNotificationAlarmID, orderedLostNotificationAlarmID, subscriptionAlarmID} {
			if asMap(template["Resources"])[id] != nil || strings.Contains(shown, id) {
				t.Errorf("%s: there is %s, or the dashboard shows it", mode, id)
			}
		}
		if got := asMap(asMap(template["Outputs"])["TopicArn"])["Value"]; arnAt(t, got, 1) != existing(1, "") {
			t.Errorf("%s: output TopicArn = %v", mode, got)
		}
	}
}

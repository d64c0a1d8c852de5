package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/delivery"
)

// TestPublishers holds who may publish to the stack's own topic.
func TestPublishers(t *testing.T) {
	split := func(parameter string) any { return map[string]any{"Fn::Split": []any{",", ref(parameter)}} }
	for _, of := range []struct{ mode, topic string }{
		{directDelivery, topicID}, {queuedDelivery, topicID}, {orderedDelivery, topicID}, {orderedDelivery, orderedTopicID},
	} {
		allow := func(sid string, principal, condition map[string]any) map[string]any {
			s := map[string]any{"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": []any{"sns:Publish"}, "Resource": ref(of.topic)}
			if condition != nil {
				s["Condition"] = condition
			}
			return s
		}
		owner := allow("OwnerPublishes", map[string]any{"AWS": map[string]any{"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}, nil)
		others := []map[string]any{
			allow("AccountsPublish", map[string]any{"AWS": split(publisherAccountsParameter)}, nil),
			allow("ServicesPublish", map[string]any{"Service": split(publisherServicesParameter)},
				map[string]any{"StringEqualsIfExists": map[string]any{"aws:SourceAccount": ref("AWS::AccountId")}}),
			allow("OrganizationPublishes", map[string]any{"AWS": "*"},
				map[string]any{"StringEquals": map[string]any{"aws:PrincipalOrgID": ref(publisherOrganizationIDParameter)}}),
		}
		for _, tt := range []struct {
			parameters []string
			want       []map[string]any
		}{
			{nil, []map[string]any{owner}},
			{companyParameters(), append([]map[string]any{owner}, others...)},
			{[]string{publisherServicesParameter + "=s3.amazonaws.com"}, []map[string]any{owner, others[1]}},
		} {
			var got []map[string]any
			template := deploy(t, append(tt.parameters, deliveryParameter+"="+of.mode)...)
			for _, p := range ofType(template, "AWS::SNS::TopicPolicy") {
				for _, s := range statements(at(t, p, "Properties", "PolicyDocument")) {
					if s["Effect"] == "Allow" && nameOf(s["Resource"]) == of.topic {
						got = append(got, s)
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s: publishers of %s with %v (-want +got):\n%s", of.mode, of.topic, tt.parameters, diff)
			}
		}
	}
}

// TestOutcomeTopicIsTheAccounts: publishers of messages of other accounts must not publish
// outcome events.
func TestOutcomeTopicIsTheAccounts(t *testing.T) {
	template := deploy(t, append(companyParameters(), outcomesParameter+"=all")...)
	policy := asMap(asMap(template["Resources"])[outcomeTopicPolicyID])
	var allowed []any
	for _, s := range statements(at(t, policy, "Properties", "PolicyDocument")) {
		if s["Effect"] == "Allow" {
			allowed = append(allowed, s["Sid"])
		}
	}
	if diff := cmp.Diff([]any{"OwnerPublishes"}, allowed); diff != "" {
		t.Errorf("statements of the outcome topic that allow (-want +got):\n%s", diff)
	}
}

// TestLongestMessageFitsAQueue: SNS drops a message whose envelope is longer than its queue
// takes. The worst message has two bytes for each of its bytes in a JSON text.
func TestLongestMessageFitsAQueue(t *testing.T) {
	p := parameters()[maximumMessageSizeParameter]
	if *p.MaxValue != maxMessageBytes || maxMessageBytes != 460_800 || p.Default != 262_144 {
		t.Fatalf("MaximumMessageSize is %v to %v, by default %v", *p.MinValue, *p.MaxValue, p.Default)
	}
	text := strings.Repeat(`"`, maxMessageBytes)
	envelope := delivery.Envelope{
		Type: "Notification", MessageID: "00cecfd7-ca17-4d21-8f9c-3dcacdea5a4e", Timestamp: time.Unix(0, 0),
		TopicARN: "arn:aws:sns:eu-west-1:123456789012:" + strings.Repeat("t", 256), Message: text,
	}.String()
	record, err := json.Marshal(map[string]any{"requestPayload": json.RawMessage(envelope), "responsePayload": map[string]any{"errorMessage": strings.Repeat("e", 64<<10)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(record) > messageBytes {
		t.Errorf("the record of a failed invocation has %d bytes, and a queue takes %d", len(record), messageBytes)
	}
	for _, id := range []string{topicID, orderedTopicID} {
		if diff := cmp.Diff(any(ref(maximumMessageSizeParameter)), properties(t, id)["MaximumMessageSize"]); diff != "" {
			t.Errorf("MaximumMessageSize of %s (-want +got):\n%s", id, diff)
		}
	}
}

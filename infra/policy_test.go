package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRoleGrants checks all permissions of the function in each mode.
func TestRoleGrants(t *testing.T) {
	takeFrom := func(queue string) []string {
		return []string{
			"sqs:ChangeMessageVisibility " + queue, "sqs:DeleteMessage " + queue,
			"sqs:GetQueueAttributes " + queue, "sqs:ReceiveMessage " + queue,
		}
	}
	always := []string{
		"kms:Decrypt SecretKmsKeyArn",
		"logs:CreateLogStream FunctionLogGroup.Arn",
		"logs:PutLogEvents FunctionLogGroup.Arn",
		"secretsmanager:GetSecretValue SecretArn",
		"sqs:SendMessage DeadLetterQueue.Arn",
		"sqs:SendMessage Queue.Arn",
		"xray:PutTelemetryRecords *",
		"xray:PutTraceSegments *",
	}
	standard := slices.Concat(always, takeFrom("Queue.Arn"))
	want := map[string][]string{
		directDelivery:  standard,
		queuedDelivery:  standard,
		orderedDelivery: slices.Concat(standard, takeFrom("OrderedQueue.Arn"), []string{"sqs:SendMessage OrderedDeadLetterQueue.Arn"}),
	}
	for _, mode := range modes {
		template := deploy(t, deliveryParameter+"="+mode, secretArnParameter+"=arn", secretKmsKeyArnParameter+"=arn")
		role := propertiesIn(t, template, functionRoleID)
		got := grants(t, template)
		slices.Sort(want[mode])
		if diff := cmp.Diff(want[mode], got); diff != "" {
			t.Errorf("%s: actions and resources (-want +got):\n%s", mode, diff)
		}
		if role["ManagedPolicyArns"] != nil {
			t.Errorf("%s: ManagedPolicyArns = %v, want none", mode, role["ManagedPolicyArns"])
		}
	}
}

// grants lists the actions of the role of the function with their resources, sorted.
func grants(t *testing.T, template map[string]any) []string {
	t.Helper()
	policies := slices.Clone(propertiesIn(t, template, functionRoleID)["Policies"].([]any))
	for _, p := range ofType(template, "AWS::IAM::Policy") {
		policies = append(policies, p["Properties"])
	}
	var all []string
	for _, policy := range policies {
		for _, s := range statements(asMap(policy)["PolicyDocument"]) {
			for _, action := range s["Action"].([]any) {
				all = append(all, fmt.Sprint(action, " ", nameOf(s["Resource"])))
			}
		}
	}
	slices.Sort(all)
	return all
}

// TestSecretKeyIsOptional: the statement exists only with a key, and allows the use of the
// key only through Secrets Manager.
func TestSecretKeyIsOptional(t *testing.T) {
	branches := at(t, properties(t, functionRoleID), "Policies", 0, "PolicyDocument", "Statement", 2, "Fn::If").([]any)
	if branches[0] != hasSecretKmsKeyCondition || !cmp.Equal(branches[2], any(ref(noValue))) {
		t.Errorf("Fn::If = %v, want %s and %s", branches, hasSecretKmsKeyCondition, noValue)
	}
	want := map[string]any{"StringEquals": map[string]any{
		"kms:ViaService": map[string]any{"Fn::Sub": "secretsmanager.${AWS::Region}.${AWS::URLSuffix}"},
	}}
	if diff := cmp.Diff(want, at(t, branches[1], "Condition")); diff != "" {
		t.Errorf("Condition (-want +got):\n%s", diff)
	}
}

// TestNoPolicyIsWide also checks the policies of the topics and the queues.
func TestNoPolicyIsWide(t *testing.T) {
	for _, mode := range modes {
		count := 0
		walk("", deploy(t, append(companyParameters(), deliveryParameter+"="+mode)...), func(path string, value any) {
			if !strings.HasSuffix(path, "PolicyDocument") {
				return
			}
			for _, s := range statements(value) {
				count++
				if s["Effect"] != "Allow" {
					continue
				}
				actions := s["Action"].([]any)
				hasNoResource := s["Sid"] == "ManageInterfaces" || slices.Equal(actions, []any{"xray:PutTelemetryRecords", "xray:PutTraceSegments"}) || slices.Equal(actions, []any{"sts:GetWebIdentityToken"})
				if s["Resource"] == "*" && !hasNoResource {
					t.Errorf("%s: %s allows %v on every resource", mode, path, actions)
				}
				for _, action := range actions {
					if strings.Contains(action.(string), "*") {
						t.Errorf("%s: %s allows %v", mode, path, action)
					}
				}
				if strings.Contains(fmt.Sprint(s["Principal"]), "*") && s["Sid"] != "OrganizationPublishes" {
					t.Errorf("%s: %s allows everybody: %v", mode, path, s["Principal"])
				}
			}
		})
		if count < 19 {
			t.Errorf("%s: found %d statements, want the role's, the topic's and the queues'", mode, count)
		}
	}
}

// TestPlaintextIsDenied checks the policy of every topic and every queue.
func TestPlaintextIsDenied(t *testing.T) {
	want := map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}}
	for _, mode := range modes {
		template := inMode(t, mode)
		denied := map[string]bool{}
		for _, policyType := range []string{"AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"} {
			for _, p := range ofType(template, policyType) {
				for _, s := range statements(at(t, p, "Properties", "PolicyDocument")) {
					if s["Effect"] == "Deny" && s["Principal"] == "*" && cmp.Equal(any(want), s["Condition"]) {
						denied[fmt.Sprint(s["Action"], nameOf(s["Resource"]))] = true
					}
				}
			}
		}
		for id := range ofType(template, "AWS::SNS::Topic") {
			if !denied["[sns:Publish]"+id] {
				t.Errorf("%s: %s takes messages without TLS", mode, id)
			}
		}
		for id := range ofType(template, "AWS::SQS::Queue") {
			if !denied["[sqs:*]"+id+".Arn"] {
				t.Errorf("%s: %s does without TLS", mode, id)
			}
		}
	}
}

// statements returns the statements of a policy without conditions on them.
func statements(document any) []map[string]any {
	var list []map[string]any
	for _, s := range asMap(document)["Statement"].([]any) {
		list = append(list, asMap(s))
	}
	return list
}

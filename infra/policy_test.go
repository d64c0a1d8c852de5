package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRoleGrants holds everything the function may do, action by action.
func TestRoleGrants(t *testing.T) {
	want := map[string]any{
		"logs:CreateLogStream":          getAtt(functionLogGroupID, "Arn"),
		"logs:PutLogEvents":             getAtt(functionLogGroupID, "Arn"),
		"secretsmanager:GetSecretValue": ref(secretArnParameter),
		"kms:Decrypt":                   ref(secretKmsKeyArnParameter),
		"sqs:SendMessage":               getAtt(deadLetterQueueID, "Arn"),
		"xray:PutTelemetryRecords":      "*",
		"xray:PutTraceSegments":         "*",
	}
	got := map[string]any{}
	role := properties(t, functionRoleID)
	for _, policy := range role["Policies"].([]any) {
		for _, s := range statements(asMap(policy)["PolicyDocument"]) {
			for _, action := range s["Action"].([]any) {
				got[action.(string)] = s["Resource"]
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resource by action (-want +got):\n%s", diff)
	}
	if role["ManagedPolicyArns"] != nil {
		t.Errorf("ManagedPolicyArns = %v, want none", role["ManagedPolicyArns"])
	}
}

// TestSecretKeyIsOptional: the statement is there only with a key, and lets the
// key be used through Secrets Manager alone.
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

// TestNoPolicyIsWide covers the topic's and the queue's policies as well.
func TestNoPolicyIsWide(t *testing.T) {
	count := 0
	walk("", parse(t), func(path string, value any) {
		if !strings.HasSuffix(path, "PolicyDocument") {
			return
		}
		for _, s := range statements(value) {
			count++
			if s["Effect"] != "Allow" {
				continue
			}
			actions := s["Action"].([]any)
			if s["Resource"] == "*" && !slices.Equal(actions, []any{"xray:PutTelemetryRecords", "xray:PutTraceSegments"}) {
				t.Errorf("%s allows %v on every resource", path, actions)
			}
			for _, action := range actions {
				if strings.Contains(action.(string), "*") {
					t.Errorf("%s allows %v", path, action)
				}
			}
			if strings.Contains(fmt.Sprint(s["Principal"]), "*") {
				t.Errorf("%s allows everybody: %v", path, s["Principal"])
			}
		}
	})
	if count < 10 {
		t.Errorf("found %d statements, want the role's, the topic's and the queue's", count)
	}
}

func TestPlaintextIsDenied(t *testing.T) {
	want := map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}}
	for id, action := range map[string]string{topicPolicyID: "sns:Publish", deadLetterQueuePolicyID: "sqs:*"} {
		found := false
		for _, s := range statements(at(t, properties(t, id), "PolicyDocument")) {
			found = found || s["Effect"] == "Deny" && s["Principal"] == "*" &&
				slices.Contains(s["Action"].([]any), any(action)) && cmp.Equal(want, s["Condition"])
		}
		if !found {
			t.Errorf("%s does not deny %s without TLS", id, action)
		}
	}
}

// statements returns the statements of a policy, taking the first branch of the
// ones an Fn::If chooses.
func statements(document any) []map[string]any {
	var list []map[string]any
	for _, s := range asMap(document)["Statement"].([]any) {
		if branches, ok := asMap(s)["Fn::If"].([]any); ok {
			s = branches[1]
		}
		list = append(list, asMap(s))
	}
	return list
}

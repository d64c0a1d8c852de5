package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKeyEncryptsEverything: the customer managed key encrypts each queue, the log and the
// environment. Without it each queue has SQS's own key.
func TestKeyEncryptsEverything(t *testing.T) {
	for _, mode := range modes {
		for _, hasKey := range []bool{false, true} {
			parameters := []string{deliveryParameter + "=" + mode}
			var want any
			if hasKey {
				parameters = append(parameters, companyParameters()...)
				want = ref(kmsKeyArnParameter)
			}
			template := deploy(t, parameters...)
			queues := ofType(template, "AWS::SQS::Queue")
			if len(queues) < 2 {
				t.Fatalf("%s: %d queues", mode, len(queues))
			}
			for id, queue := range queues {
				p := asMap(queue["Properties"])
				if diff := cmp.Diff(want, p["KmsMasterKeyId"]); diff != "" {
					t.Errorf("%s: key of %s (-want +got):\n%s", mode, id, diff)
				}
				// SQS refuses a queue with both keys.
				if (p["SqsManagedSseEnabled"] == "true") == hasKey {
					t.Errorf("%s: %s has SqsManagedSseEnabled %v and KmsMasterKeyId %v", mode, id, p["SqsManagedSseEnabled"], p["KmsMasterKeyId"])
				}
			}
			for id, property := range map[string]string{functionLogGroupID: "KmsKeyId", functionID: "KmsKeyArn"} {
				if diff := cmp.Diff(want, propertiesIn(t, template, id)[property]); diff != "" {
					t.Errorf("%s: %s of %s (-want +got):\n%s", mode, property, id, diff)
				}
			}
			if s := roleStatement(t, template, "UseKey"); (s != nil) != hasKey {
				t.Errorf("%s: UseKey of the role is %v with a key: %t", mode, s, hasKey)
			}
		}
	}
}

// TestRoleUsesKeyThroughServices: the function cannot decrypt other data of the key.
func TestRoleUsesKeyThroughServices(t *testing.T) {
	want := map[string]any{
		"Sid": "UseKey", "Effect": "Allow", "Resource": ref(kmsKeyArnParameter),
		"Action": []any{"kms:Decrypt", "kms:GenerateDataKey"},
		"Condition": map[string]any{"StringEquals": map[string]any{"kms:ViaService": []any{
			map[string]any{"Fn::Sub": "lambda.${AWS::Region}.${AWS::URLSuffix}"},
			map[string]any{"Fn::Sub": "sqs.${AWS::Region}.${AWS::URLSuffix}"},
		}}},
	}
	if diff := cmp.Diff(want, roleStatement(t, deploy(t, companyParameters()...), "UseKey")); diff != "" {
		t.Errorf("UseKey (-want +got):\n%s", diff)
	}
}

// TestLogOutlivesTheStack: the log has the reasons of the dead letters, which stay too.
func TestLogOutlivesTheStack(t *testing.T) {
	group := asMap(at(t, parse(t), "Resources", functionLogGroupID))
	if group["DeletionPolicy"] != "RetainExceptOnCreate" || group["UpdateReplacePolicy"] != "Retain" {
		t.Errorf("DeletionPolicy %v, UpdateReplacePolicy %v", group["DeletionPolicy"], group["UpdateReplacePolicy"])
	}
}

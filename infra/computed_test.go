package main

import (
	"encoding/json"
	"testing"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/sqs"
	"github.com/google/go-cmp/cmp"
)

func TestComputed(t *testing.T) {
	text, err := json.Marshal(computed{
		Resource: &sqs.Queue{
			DelaySeconds:                    cf.Int(7),
			AWSCloudFormationDeletionPolicy: "Retain",
		},
		properties: map[string]any{"VisibilityTimeout": "intrinsic"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"Type":           "AWS::SQS::Queue",
		"DeletionPolicy": "Retain",
		"Properties":     map[string]any{"DelaySeconds": 7.0, "VisibilityTimeout": "intrinsic"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("computed resource (-want +got):\n%s", diff)
	}
}

// bare marshals without the Properties of every goformation resource.
type bare struct{}

func (bare) AWSCloudFormationType() string { return "Test::Bare" }

func TestComputedNeedsProperties(t *testing.T) {
	if _, err := json.Marshal(computed{Resource: bare{}}); err == nil {
		t.Error("Marshal of a resource without properties: no error")
	}
}

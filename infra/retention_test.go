package main

import "testing"

// TestMessagesAreKept: neither the deletion of the stack, nor the rollback of its creation, nor
// a change of a parameter deletes a queue with messages. A queue of a creation that is rolled
// back may hold messages, because the subscription exists before the last resource does.
//
// A new type of resource has to be added here, with whether it holds messages.
func TestMessagesAreKept(t *testing.T) {
	holdsMessages := map[string]bool{
		"AWS::SQS::Queue":                 true,
		"AWS::SNS::Topic":                 false, // it has no archive
		"AWS::SNS::TopicPolicy":           false,
		"AWS::SNS::Subscription":          false,
		"AWS::SQS::QueuePolicy":           false,
		"AWS::Lambda::Function":           false,
		"AWS::Lambda::Permission":         false,
		"AWS::Lambda::EventInvokeConfig":  false,
		"AWS::Lambda::EventSourceMapping": false,
		"AWS::IAM::Role":                  false,
		"AWS::IAM::Policy":                false,
		"AWS::Logs::LogGroup":             false,
		"AWS::CloudWatch::Alarm":          false,
		"AWS::CloudWatch::Dashboard":      false,
	}
	queues := 0
	for id, resource := range asMap(parse(t)["Resources"]) {
		r := asMap(resource)
		holds, known := holdsMessages[r["Type"].(string)]
		if !known {
			t.Errorf("%s is a %v: say whether it holds messages", id, r["Type"])
		}
		if asMap(r["Properties"])["ArchivePolicy"] != nil {
			t.Errorf("%s has an archive, which holds messages", id)
		}
		if !holds {
			continue
		}
		queues++
		if r["DeletionPolicy"] != "Retain" || r["UpdateReplacePolicy"] != "Retain" {
			t.Errorf("%s: DeletionPolicy %v, UpdateReplacePolicy %v, want Retain of both", id, r["DeletionPolicy"], r["UpdateReplacePolicy"])
		}
	}
	if queues != 4 {
		t.Errorf("%d queues, want the queue, the FIFO queue and their dead-letter queues", queues)
	}
}

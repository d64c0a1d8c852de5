package fence_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/message"
)

// environment is a client and an emulator in process, in a testing/synctest bubble.
type environment struct {
	*emulator.Emulator
	client *dynamics.Client
}

func bubble(t *testing.T, test func(*testing.T, *environment)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dataverse, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		client := dynamics.New(dynamics.Config{Transport: dataverse.Transport(), Credentials: func(context.Context) (auth.Credentials, error) {
			text, err := json.Marshal(emulator.ConnectionAt("https://org.crm.dynamics.example"))
			if err != nil {
				return auth.Credentials{}, err
			}
			return auth.ParseCredentials(text)
		}})
		test(t, &environment{dataverse, client})
	})
}

// check decodes a message and checks it against a fence. It returns the text of the refusal,
// or "" for a message that is allowed.
func (e *environment) check(t *testing.T, f fence.Fence, text string) string {
	t.Helper()
	op, err := message.Envelope{TopicARN: "arn:aws:sns:eu-west-1:111122223333:t", MessageID: "95df01b4-ee98-5cb9-9903-4c221d41eb5e", Message: text}.Operation()
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	err = f.Check(t.Context(), fence.NewDefinitions(e.client), op)
	if err == nil {
		return ""
	}
	if _, ok := errors.AsType[*fence.Error](err); !ok {
		t.Fatalf("%s: %v, want a refusal by the fence", text, err)
	}
	return err.Error()
}

// fenceOf reads a fence from variables.
func fenceOf(t *testing.T, variables map[string]string) fence.Fence {
	t.Helper()
	f, err := fence.FromEnv(lookup(variables))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func lookup(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, isSet := variables[name]
		return value, isSet
	}
}

package inspector_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/localdev/deployment"
)

// TestCheck passes an event without a message to the function, and no other event.
func TestCheck(t *testing.T) {
	w := start(t)
	var failure error
	w.OnCheck(func(_ context.Context, event json.RawMessage) (any, error) {
		return map[string]string{"event": string(event)}, failure
	})
	client := lambda.NewFromConfig(aws.Config{Region: awsemulator.Region, BaseEndpoint: &w.origin, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")})
	for _, tt := range []struct {
		event, want string
		failure     error
	}{
		{`{"check":"sign-in"}`, `{"event":"{\"check\":\"sign-in\"}"}`, nil},
		{`{"check":"sign-in"}`, `"errorMessage":"lost"`, errors.New("lost")},
		{`{"check":"other"}`, "decode the event", nil},
	} {
		failure = tt.failure
		out, err := client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String(deployment.FunctionName), Payload: []byte(tt.event)})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(out.Payload), tt.want) {
			t.Errorf("%s: %s, want %s", tt.event, out.Payload, tt.want)
		}
	}
}

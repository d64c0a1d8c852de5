// Package signin lets the deployed function sign in.
package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"sns-dynamics/internal/function/handler"
)

// ErrUnsupported says that the function does not know the check: its code is older.
var ErrUnsupported = errors.New("the function does not know the check of its sign-in: deploy the current code")

// Check invokes the function with {"check": "sign-in"} and returns its response. The empty
// environment is the default environment; another name is a member of the event too. The
// function changes nothing. The error comes from Lambda, is [ErrUnsupported], or says that
// the response cannot be read.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
func Check(ctx context.Context, c aws.Config, function, environment string) (handler.SignIn, error) {
	payload, err := json.Marshal(struct {
		Check       string `json:"check"`
		Environment string `json:"environment,omitempty"`
	}{handler.CheckSignIn, environment})
	if err != nil {
		return handler.SignIn{}, err
	}
	out, err := lambda.NewFromConfig(c).Invoke(ctx, &lambda.InvokeInput{FunctionName: &function, Payload: payload})
	if err != nil {
		return handler.SignIn{}, fmt.Errorf("invoke function %s: %w", function, err)
	}
	if out.FunctionError != nil {
		return handler.SignIn{}, fmt.Errorf("invoke function %s: %w", function, ErrUnsupported)
	}
	var s handler.SignIn
	if err := json.Unmarshal(out.Payload, &s); err != nil || s.Check != handler.CheckSignIn || s.Environment != environment {
		return handler.SignIn{}, fmt.Errorf("invoke function %s: the response is not of a check of the sign-in", function)
	}
	return s, nil
}

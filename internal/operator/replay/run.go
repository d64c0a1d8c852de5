package replay

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sns-dynamics/internal/function/queue"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/deadletter"
)

// FunctionError is the error that the function returned.
type FunctionError struct{ Type, Message string }

// Error returns the text of the function's error.
func (e *FunctionError) Error() string {
	return "the function failed: " + cmp.Or(e.Message, e.Type, "it did not say why")
}

// maxTries is the most attempts for an event that Lambda throttles.
const maxTries = 6

// IsThrottled reports whether Lambda did not run the function because of a throttle.
func IsThrottled(err error) bool {
	_, ok := errors.AsType[*types.TooManyRequestsException](err)
	return ok
}

// Invoke runs an event by a deployed function, and waits for the response. Success means
// that the function has processed every message: a message that failed is in a queue.
// Invoke makes another attempt only after a throttle, when Lambda ran nothing: up to six
// attempts, with at most 31 seconds of waiting. Without a response the function may have
// run, and an action would run again. The error is a [*FunctionError] or the error of the
// SDK.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
func Invoke(ctx context.Context, c aws.Config, function string, e Event) error {
	client := lambda.NewFromConfig(c, func(o *lambda.Options) { o.Retryer = aws.NopRetryer{} })
	in := &lambda.InvokeInput{FunctionName: &function, InvocationType: types.InvocationTypeRequestResponse, Payload: e.Payload}
	out, err := client.Invoke(ctx, in)
	for try := 1; IsThrottled(err) && try < maxTries; try++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(time.Second << (try - 1))):
		}
		out, err = client.Invoke(ctx, in)
	}
	if err != nil {
		return fmt.Errorf("invoke function %s: %w", function, err)
	}
	if out.FunctionError != nil {
		failed := &FunctionError{Type: *out.FunctionError}
		var answer struct{ ErrorMessage, ErrorType string }
		if json.Unmarshal(out.Payload, &answer) == nil {
			failed.Type, failed.Message = cmp.Or(answer.ErrorType, failed.Type), answer.ErrorMessage
		}
		return failed
	}
	var answer struct {
		BatchItemFailures []struct{ ItemIdentifier string }
	}
	if json.Unmarshal(out.Payload, &answer) == nil && len(answer.BatchItemFailures) > 0 {
		return &FunctionError{Message: fmt.Sprintf("%d of %s of the event failed; the log says why", len(answer.BatchItemFailures), number.Plural(len(e.Deliveries), "message"))}
	}
	return nil
}

// Enqueue sends the messages of an event to the function's queue. The errors are the errors of
// [deadletter.Send].
func Enqueue(ctx context.Context, to *queue.Queue, e Event) error {
	for _, d := range e.Deliveries {
		group := e.group
		if d.Queued != nil {
			group = d.Queued.Group
		}
		if err := deadletter.Send(ctx, to, d.Body(), group, "replay"); err != nil {
			return err
		}
	}
	return nil
}

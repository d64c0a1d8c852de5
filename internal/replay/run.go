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

	"sns-dynamics/internal/deadletter"
	"sns-dynamics/internal/queue"
)

// FunctionError is what the function said when it failed.
type FunctionError struct{ Type, Message string }

// Error is the function's own text.
func (e *FunctionError) Error() string {
	return "the function failed: " + cmp.Or(e.Message, e.Type, "it did not say why")
}

// maxTries is how often an event is sent that Lambda throttles.
const maxTries = 6

// IsThrottled reports whether Lambda did not run the function, for want of capacity.
func IsThrottled(err error) bool {
	_, ok := errors.AsType[*types.TooManyRequestsException](err)
	return ok
}

// Invoke runs an event by a deployed function, and waits for it. That it succeeds
// means that the function did with every message what it does: one that failed is
// in a queue. Only where Lambda says that it ran nothing, as it was throttled, is it
// tried again, up to six times over 31 seconds of waiting at most: where no answer
// comes the function may have run, and an action would run again. The error is a
// [*FunctionError], or the SDK's.
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
		return &FunctionError{Message: fmt.Sprintf("%d of %d messages of the event failed; the log says why", len(answer.BatchItemFailures), len(e.Deliveries))}
	}
	return nil
}

// Enqueue sends the messages of an event to the function's queue.
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

package publish

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/outgoing"
)

// longest is how long SNS has for its answer.
const longest = 30 * time.Second

// fate is what is known of a message after a request.
type fate int

const (
	published  fate = iota
	mayPass         // SNS did not take it, and may later
	refused         // SNS never takes it
	unanswered      // SNS did not say, and may have taken it
)

// outcome is what became of one message of a request.
type outcome struct {
	fate    fate
	id      string // SNS's MessageId, if published
	failure *entryFailure
}

// entryFailure is SNS's refusal of one message of a request.
type entryFailure struct{ Code, Message string }

// send makes one request, without retries of the SDK's own: what may be sent
// again, and what must not, is decided in one place. The error is that of the
// whole request; then all its messages have one fate. A context that is cancelled
// does not end a request under way, or nobody knew what became of it.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (p *Publisher) send(ctx context.Context, batch []*entry) ([]outcome, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longest)
	defer cancel()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(w httptrace.WroteRequestInfo) { sent.Store(sent.Load() || w.Err == nil) },
	})
	in := &sns.PublishBatchInput{TopicArn: &p.topic}
	for i, e := range batch {
		in.PublishBatchRequestEntries = append(in.PublishBatchRequestEntries, p.request(i, e))
	}
	answer, err := p.client.PublishBatch(ctx, in)
	outcomes := make([]outcome, len(batch))
	for i := range outcomes {
		outcomes[i] = outcome{fate: unanswered, failure: &entryFailure{"NoAnswer", "SNS did not say what became of it"}}
	}
	if err != nil {
		f := fateOf(err, sent.Load())
		for i := range outcomes {
			outcomes[i].fate = f
		}
		return outcomes, err
	}
	for _, s := range answer.Successful {
		if i, ok := position(s.Id, outcomes); ok {
			outcomes[i] = outcome{fate: published, id: aws.ToString(s.MessageId)}
		}
	}
	for _, failed := range answer.Failed {
		if i, ok := position(failed.Id, outcomes); ok {
			outcomes[i] = outcome{fate: fateOfEntry(failed), failure: &entryFailure{aws.ToString(failed.Code), aws.ToString(failed.Message)}}
		}
	}
	return outcomes, nil
}

func (p *Publisher) request(i int, e *entry) types.PublishBatchRequestEntry {
	entry := types.PublishBatchRequestEntry{
		Id: aws.String(strconv.Itoa(i)), Message: &e.Text, MessageAttributes: map[string]types.MessageAttributeValue{},
	}
	for _, a := range e.Attributes {
		entry.MessageAttributes[a.Name] = types.MessageAttributeValue{DataType: aws.String(outgoing.StringType), StringValue: &a.Value}
	}
	if IsOrdered(p.topic) {
		entry.MessageGroupId, entry.MessageDeduplicationId = &e.Group, &e.DeduplicationID
	}
	return entry
}

func position(id *string, outcomes []outcome) (int, bool) {
	i, err := strconv.Atoi(aws.ToString(id))
	return i, err == nil && i >= 0 && i < len(outcomes)
}

func fateOfEntry(failed types.BatchResultErrorEntry) fate {
	if failed.SenderFault && !isThrottle(aws.ToString(failed.Code)) {
		return refused
	}
	return mayPass
}

// fateOf is the fate of the messages of a request that failed as a whole. Only a
// throttle, or a refusal by a code of SNS's own, says that SNS did not take them. An
// error of the server does not say it, whatever its code, as the server may have
// failed after it took them; nor does a page of some proxy, nor silence, once the
// request was written.
func fateOf(err error, sent bool) fate {
	status := 0
	if r, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		status = r.HTTPStatusCode()
	}
	api, isAPI := errors.AsType[smithy.APIError](err)
	_, isNetwork := errors.AsType[net.Error](err)
	switch {
	case status == http.StatusTooManyRequests, isAPI && isThrottle(api.ErrorCode()):
		return mayPass
	case status >= http.StatusInternalServerError || status == http.StatusRequestTimeout:
		return unanswered
	case isAPI && api.ErrorCode() != "UnknownError":
		return refused
	case sent && status < http.StatusMultipleChoices: // no response, or one that cannot be read
		return unanswered
	case !sent && (isNetwork || retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary):
		return mayPass
	}
	return refused // credentials that cannot be had, a proxy that says no
}

func isThrottle(code string) bool {
	_, is := retry.DefaultThrottleErrorCodes[code]
	return is || code == "Throttled" // which is SNS's own
}

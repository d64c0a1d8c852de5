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

	"sns-dynamics/internal/operator/outgoing"
)

// requestTimeout bounds the wait for the response of SNS.
const requestTimeout = 30 * time.Second

// fate is the knowledge about a message after a request.
type fate int

const (
	published  fate = iota
	mayPass         // SNS did not accept it, and may accept it later
	refused         // SNS never accepts it
	unanswered      // SNS may have accepted it
)

// outcome is the outcome of a message of a request.
type outcome struct {
	fate    fate
	id      string // SNS's MessageId, if published
	failure *entryFailure
}

// entryFailure is SNS's refusal of one message of a request.
type entryFailure struct{ Code, Message string }

// send sends one request, without retries by the SDK, because run decides which messages
// may be sent again. The error is about the whole request: then all its messages have the
// same fate. The end of ctx does not end a request that was sent, because its outcome would
// be unknown.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (p *Publisher) send(ctx context.Context, batch []*entry) ([]outcome, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
	defer cancel()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(w httptrace.WroteRequestInfo) { sent.Store(sent.Load() || w.Err == nil) },
	})
	in := &sns.PublishBatchInput{TopicArn: &p.topic}
	for i, e := range batch {
		in.PublishBatchRequestEntries = append(in.PublishBatchRequestEntries, p.request(i, e))
	}
	response, err := p.client.PublishBatch(ctx, in)
	outcomes := make([]outcome, len(batch))
	for i := range outcomes {
		outcomes[i] = outcome{fate: unanswered, failure: &entryFailure{"NoAnswer", "the response of SNS has no outcome of this message"}}
	}
	if err != nil {
		f := fateOf(err, sent.Load())
		for i := range outcomes {
			outcomes[i].fate = f
		}
		return outcomes, err
	}
	for _, s := range response.Successful {
		if i, ok := position(s.Id, outcomes); ok {
			outcomes[i] = outcome{fate: published, id: aws.ToString(s.MessageId)}
		}
	}
	for _, failed := range response.Failed {
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

// fateOf returns the fate of the messages of a request that failed as a whole. Only a
// throttle, or a refusal with a code of SNS, proves that SNS did not accept them. A server
// error proves nothing, because the server may have failed after it accepted them. A page
// of a proxy, or a missing response after the request was written, proves nothing either.
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
	case sent && status < http.StatusMultipleChoices: // no response, or a response that cannot be read
		return unanswered
	case !sent && (isNetwork || retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary):
		return mayPass
	}
	return refused // no credentials, or a proxy that refuses
}

func isThrottle(code string) bool {
	_, is := retry.DefaultThrottleErrorCodes[code]
	return is || code == "Throttled" // the code that SNS uses
}

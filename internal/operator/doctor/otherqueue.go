package doctor

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cloudformationtypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"sns-dynamics/internal/awserror"
)

// The values of the template's parameters.
const (
	ordered     = "ordered"
	keepOrdered = "yes"
)

// otherQueue checks the queue that the mode of delivery does not fill: after a change of the
// mode it may still have messages.
func (e *examination) otherQueue(ctx context.Context) Finding {
	switch d := e.deployed; {
	case e.Stack == "" || d.QueueURL == "":
		return unnamed("--stack")
	case d.KeepOrdered == "" && d.Delivery == ordered:
		return e.earlierTemplate(ctx)
	case d.KeepOrdered == "":
		return found("none: the stack has an earlier template")
	case d.Delivery == ordered:
		return e.keptQueue(ctx, "Queue", "the standard queue")
	case d.KeepOrdered == keepOrdered:
		f := e.keptQueue(ctx, "OrderedQueue", "the FIFO queue")
		if f.Status == OK && strings.HasSuffix(f.Found, "is empty") {
			f.Found += ": when no publisher uses the FIFO topic, deploy with KeepOrdered=no"
		}
		return f
	}
	return e.leftQueues(ctx)
}

// earlierTemplate warns of a stack whose only event source mapping reads the FIFO queue. The
// current template has a mapping of its own for that queue, and Lambda refuses a second one.
func (e *examination) earlierTemplate(ctx context.Context) Finding {
	id := "UUID"
	if attributes, err := queueAttributes(ctx, e.cloud, e.deployed.QueueURL); err == nil {
		out, err := lambda.NewFromConfig(e.cloud).ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{
			FunctionName: &e.deployed.FunctionName, EventSourceArn: aws.String(attributes["QueueArn"]),
		})
		if err == nil && len(out.EventSourceMappings) == 1 {
			id = aws.ToString(out.EventSourceMappings[0].UUID)
		}
	}
	return warning("the stack has a template without KeepOrdered, in which QueueMapping reads the FIFO queue",
		"right before you deploy the current template: aws lambda delete-event-source-mapping --region "+e.cloud.Region+" --uuid "+id)
}

// keptQueue checks a queue of the stack that the function reads beside the queue of the mode.
func (e *examination) keptQueue(ctx context.Context, logicalID, what string) Finding {
	resources, err := e.resources(ctx)
	if err != nil {
		return e.failure(err)
	}
	i := slices.IndexFunc(resources, func(r cloudformationtypes.StackResourceSummary) bool {
		return aws.ToString(r.LogicalResourceId) == logicalID
	})
	if i < 0 {
		return failed(what+" is no resource of the stack", e.restore(what))
	}
	url := aws.ToString(resources[i].PhysicalResourceId)
	text, _, err := e.depth(ctx, url)
	if err != nil {
		return e.failure(err)
	}
	f := e.readerOf(ctx, url)
	if f.Status != OK {
		return f
	}
	if text == "empty" {
		return found(what + " is empty")
	}
	return found(what + ": " + text + "; the function reads it")
}

// leftQueues checks the FIFO queues that an earlier Delivery=ordered left behind. Their names
// follow from the stack.
func (e *examination) leftQueues(ctx context.Context) Finding {
	var empty, full []string
	for _, name := range e.deployed.OrderedQueueNames() {
		url := strings.TrimSuffix(e.deployed.QueueURL, path.Base(e.deployed.QueueURL)) + name
		text, n, err := e.depth(ctx, url)
		switch {
		case isNoQueue(err):
		case err != nil:
			return Finding{Status: NotChecked, Found: "not checked: " + awserror.Text(err)}
		case n == 0:
			empty = append(empty, name)
		default:
			full = append(full, name+" has messages that nothing reads: "+text)
			e.left = append(e.left, url)
		}
	}
	switch {
	case len(full) > 0:
		return warning(strings.Join(full, ", "), "send them to the function's queue: dynctl dlq redrive --stack "+e.Stack+" --include-overtaken --dead-letter-queue "+e.left[0])
	case len(empty) > 0:
		return found("left and empty: " + strings.Join(empty, ", ") + ": delete before a change to ordered")
	}
	return found("none")
}

// isNoQueue reports whether an error says that a queue does not exist.
func isNoQueue(err error) bool {
	if _, ok := errors.AsType[*types.QueueDoesNotExist](err); ok {
		return true
	}
	api, ok := errors.AsType[smithy.APIError](err)
	return ok && strings.Contains(api.ErrorCode(), "NonExistentQueue")
}

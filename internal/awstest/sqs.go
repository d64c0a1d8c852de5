package awstest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func sqsOperations() map[string]operation {
	return map[string]operation{
		"GetQueueUrl":                  with((*Cloud).getQueueURL),
		"GetQueueAttributes":           with((*Cloud).getQueueAttributes),
		"SendMessage":                  with((*Cloud).sendMessage),
		"SendMessageBatch":             with((*Cloud).sendMessageBatch),
		"ReceiveMessage":               with((*Cloud).receiveMessage),
		"DeleteMessage":                with((*Cloud).deleteMessage),
		"DeleteMessageBatch":           with((*Cloud).deleteMessageBatch),
		"ChangeMessageVisibility":      with((*Cloud).changeMessageVisibility),
		"ChangeMessageVisibilityBatch": with((*Cloud).changeMessageVisibilityBatch),
		"PurgeQueue":                   with((*Cloud).purgeQueue),
	}
}

// sqsRefuse words a refusal under the name of its shape, and under what the
// query protocol called it, which the SDK's ErrorCode returns.
func sqsRefuse(code, format string, args ...any) *apiError {
	e := refuse(http.StatusBadRequest, code, format, args...)
	switch code {
	case "QueueDoesNotExist":
		e.queryCode = "AWS.SimpleQueueService.NonExistentQueue"
	case "BatchEntryIdsNotDistinct", "BatchRequestTooLong", "EmptyBatchRequest", "InvalidBatchEntryId", "PurgeQueueInProgress", "TooManyEntriesInBatchRequest":
		e.queryCode = "AWS.SimpleQueueService." + code
	}
	return e
}

func invalidValue(name string, value any, reason string) *apiError {
	return sqsRefuse("InvalidParameterValue", "Value %v for parameter %s is invalid. Reason: %s", value, name, reason)
}

// queue returns the queue that a call names, without the messages that are
// too old by now.
func (c *Cloud) queue(url string) (*queue, error) {
	q := c.queues[url]
	if q == nil {
		return nil, sqsRefuse("QueueDoesNotExist", "The specified queue does not exist.")
	}
	q.expire(c.now())
	return q, nil
}

type getQueueURLInput struct{ QueueName, QueueOwnerAWSAccountID string }

func (c *Cloud) getQueueURL(in getQueueURLInput) (any, error) {
	if owner := in.QueueOwnerAWSAccountID; owner == "" || owner == Account {
		for _, q := range c.queues {
			if q.name == in.QueueName {
				return map[string]string{"QueueUrl": q.url}, nil
			}
		}
	}
	return nil, sqsRefuse("QueueDoesNotExist", "The specified queue does not exist.")
}

type getQueueAttributesInput struct {
	QueueURL       string `json:"QueueUrl"`
	AttributeNames []string
}

// getQueueAttributes counts exactly what SQS counts approximately.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
func (c *Cloud) getQueueAttributes(in getQueueAttributesInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	var visible, delayed, inFlight int
	for _, m := range q.messages {
		switch now := c.now(); {
		case m.inFlight(now):
			inFlight++
		case now.Before(m.visibleAt):
			delayed++
		default:
			visible++
		}
	}
	out := map[string]string{}
	all := slices.Contains(in.AttributeNames, "All")
	for name, value := range q.attributes {
		if all || slices.Contains(in.AttributeNames, name) {
			out[name] = value
		}
	}
	for name, n := range map[string]int{
		"ApproximateNumberOfMessages": visible, "ApproximateNumberOfMessagesDelayed": delayed, "ApproximateNumberOfMessagesNotVisible": inFlight,
	} {
		if all || slices.Contains(in.AttributeNames, name) {
			out[name] = strconv.Itoa(n)
		}
	}
	for _, name := range in.AttributeNames {
		if !slices.Contains(queueAttributes(), name) {
			return nil, sqsRefuse("InvalidAttributeName", "Unknown Attribute %s.", name)
		}
	}
	return map[string]any{"Attributes": out}, nil
}

func queueAttributes() []string {
	return strings.Fields(`All Policy VisibilityTimeout MaximumMessageSize MessageRetentionPeriod ApproximateNumberOfMessages
		ApproximateNumberOfMessagesNotVisible CreatedTimestamp LastModifiedTimestamp QueueArn ApproximateNumberOfMessagesDelayed
		DelaySeconds ReceiveMessageWaitTimeSeconds RedrivePolicy FifoQueue ContentBasedDeduplication KmsMasterKeyId
		KmsDataKeyReusePeriodSeconds DeduplicationScope FifoThroughputLimit RedriveAllowPolicy SqsManagedSseEnabled`)
}

type purgeQueueInput struct {
	QueueURL string `json:"QueueUrl"`
}

func (c *Cloud) purgeQueue(in purgeQueueInput) (any, error) {
	q, err := c.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	if now := c.now(); now.Sub(q.purged) >= time.Minute {
		q.purged, q.messages = now, nil
		return nil, nil
	}
	return nil, sqsRefuse("PurgeQueueInProgress", "Only one PurgeQueue operation on %s is allowed every 60 seconds.", q.name)
}

package sqs

import (
	"slices"
	"strconv"
	"strings"

	"sns-dynamics/internal/awsemulator/account"
)

type getQueueURLInput struct{ QueueName, QueueOwnerAWSAccountID string }

// getQueueURL follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
func (qs *Queues) getQueueURL(in getQueueURLInput) (any, error) {
	if owner := in.QueueOwnerAWSAccountID; owner == "" || owner == account.ID {
		for _, q := range qs.byURL {
			if q.name == in.QueueName {
				return map[string]string{"QueueUrl": q.url}, nil
			}
		}
	}
	return nil, refuse("QueueDoesNotExist", "The specified queue does not exist.")
}

type getQueueAttributesInput struct {
	QueueURL       string `json:"QueueUrl"`
	AttributeNames []string
}

// getQueueAttributes returns exact numbers of messages. The numbers of real SQS are
// approximate.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
func (qs *Queues) getQueueAttributes(in getQueueAttributesInput) (any, error) {
	q, err := qs.queue(in.QueueURL)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	all := slices.Contains(in.AttributeNames, "All")
	for name, value := range q.attributes {
		if all || slices.Contains(in.AttributeNames, name) {
			out[name] = value
		}
	}
	for name, n := range qs.counts(q) {
		if all || slices.Contains(in.AttributeNames, name) {
			out[name] = strconv.Itoa(n)
		}
	}
	for _, name := range in.AttributeNames {
		if !slices.Contains(queueAttributes(), name) {
			return nil, refuse("InvalidAttributeName", "Unknown Attribute %s.", name)
		}
	}
	return map[string]any{"Attributes": out}, nil
}

// counts returns the attributes that are numbers of messages.
func (qs *Queues) counts(q *queue) map[string]int {
	var visible, delayed, inFlight int
	for _, m := range q.messages {
		switch now := qs.account.Now(); {
		case m.inFlight(now):
			inFlight++
		case now.Before(m.visibleAt):
			delayed++
		default:
			visible++
		}
	}
	return map[string]int{
		"ApproximateNumberOfMessages": visible, "ApproximateNumberOfMessagesDelayed": delayed, "ApproximateNumberOfMessagesNotVisible": inFlight,
	}
}

func queueAttributes() []string {
	return strings.Fields(`All Policy VisibilityTimeout MaximumMessageSize MessageRetentionPeriod ApproximateNumberOfMessages
		ApproximateNumberOfMessagesNotVisible CreatedTimestamp LastModifiedTimestamp QueueArn ApproximateNumberOfMessagesDelayed
		DelaySeconds ReceiveMessageWaitTimeSeconds RedrivePolicy FifoQueue ContentBasedDeduplication KmsMasterKeyId
		KmsDataKeyReusePeriodSeconds DeduplicationScope FifoThroughputLimit RedriveAllowPolicy SqsManagedSseEnabled`)
}

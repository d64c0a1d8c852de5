package doctor

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

func (e *examination) queue(ctx context.Context) Finding {
	if e.places.QueueURL == "" {
		return unnamed("--stack or --queue")
	}
	text, _, err := e.depth(ctx, e.places.QueueURL)
	if err != nil {
		return e.failure(err)
	}
	return found(text)
}

// deadLetters is a warning at most: what failed before says nothing of how the
// deployment is now.
func (e *examination) deadLetters(ctx context.Context) Finding {
	urls := []string{e.places.DeadLetterQueueURL, e.places.OrderedDeadLetterQueueURL}
	if urls[0] == "" {
		return unnamed("--stack or --dead-letter-queue")
	}
	all, waiting := "", 0
	for i, url := range urls {
		if url == "" {
			continue
		}
		text, n, err := e.depth(ctx, url)
		if err != nil {
			return e.failure(err)
		}
		if i > 0 {
			text = "; " + path.Base(url) + ": " + text
		}
		all, waiting = all+text, waiting+n
	}
	if waiting > 0 {
		return warning(all, "dynctl dlq ls says why, dynctl dlq redrive gives them another try")
	}
	return found(all)
}

// depth is how many messages a queue holds, in words and as a number, and how
// long the oldest has waited. That is CloudWatch's to say: to receive a message
// would hide it from others, and count.
func (e *examination) depth(ctx context.Context, url string) (text string, n int, err error) {
	attributes, err := e.queueAttributes(ctx, url)
	if err != nil {
		return "", 0, err
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(attributes["ApproximateNumberOfMessages"+name])
		return n
	}
	waiting, taken, later := number(""), number("NotVisible"), number("Delayed")
	text = fmt.Sprintf("%d waiting, %d being taken, %d for later", waiting, taken, later)
	n = waiting + taken + later
	if n == 0 {
		return "empty", 0, nil
	}
	if age, known := e.oldest(ctx, path.Base(url)); known {
		text += ", the oldest for " + age.String()
	}
	return text, n, nil
}

// oldest is the age of the oldest message, to the minute, by the latest value that
// CloudWatch has. It is left out where that may not be read.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
func (e *examination) oldest(ctx context.Context, queue string) (age time.Duration, known bool) {
	now := time.Now()
	out, err := cloudwatch.NewFromConfig(e.cloud).GetMetricStatistics(ctx, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/SQS"), MetricName: aws.String("ApproximateAgeOfOldestMessage"),
		Dimensions: []types.Dimension{{Name: aws.String("QueueName"), Value: &queue}},
		StartTime:  aws.Time(now.Add(-15 * time.Minute)), EndTime: &now, Period: aws.Int32(60),
		Statistics: []types.Statistic{types.StatisticMaximum},
	})
	if err != nil {
		return 0, false
	}
	var latest time.Time
	for _, d := range out.Datapoints {
		if at := aws.ToTime(d.Timestamp); at.After(latest) {
			latest, age = at, time.Duration(aws.ToFloat64(d.Maximum))*time.Second
		}
	}
	return age.Truncate(time.Minute), !latest.IsZero()
}

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

	"sns-dynamics/internal/number"
)

func (e *examination) queue(ctx context.Context) Finding {
	if e.deployed.QueueURL == "" {
		return unnamed("--stack or --queue")
	}
	text, _, err := e.depth(ctx, e.deployed.QueueURL)
	if err != nil {
		return e.failure(err)
	}
	return found(text)
}

// deadLetters is at most a warning: old failures say nothing about the deployment now.
func (e *examination) deadLetters(ctx context.Context) Finding {
	urls := []string{e.deployed.DeadLetterQueueURL, e.deployed.OrderedDeadLetterQueueURL}
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
		return warning(all, "see the reasons: dynctl dlq ls; when the causes are repaired: dynctl dlq redrive")
	}
	return found(all)
}

// depth returns the number of messages of a queue, and in its text also the age of the
// oldest. The age comes from CloudWatch: to receive a message would hide it from other
// receivers and increase its receive count.
func (e *examination) depth(ctx context.Context, url string) (text string, n int, err error) {
	attributes, err := queueAttributes(ctx, e.cloud, url)
	if err != nil {
		return "", 0, err
	}
	count := func(name string) int {
		n, _ := strconv.Atoi(attributes["ApproximateNumberOfMessages"+name])
		return n
	}
	visible, inFlight, delayed := count(""), count("NotVisible"), count("Delayed")
	text = fmt.Sprintf("%s visible, %s in flight, %s delayed", number.Grouped(visible), number.Grouped(inFlight), number.Grouped(delayed))
	n = visible + inFlight + delayed
	if n == 0 {
		return "empty", 0, nil
	}
	if age, known := oldest(ctx, e.cloud, path.Base(url)); known {
		text += ", the oldest for " + age.String()
	}
	return text, n, nil
}

// oldest returns the age of the oldest message, to the minute, from the latest value of
// CloudWatch. The age is unknown if CloudWatch returns an error.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
func oldest(ctx context.Context, c aws.Config, queue string) (age time.Duration, known bool) {
	now := time.Now()
	out, err := cloudwatch.NewFromConfig(c).GetMetricStatistics(ctx, &cloudwatch.GetMetricStatisticsInput{
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

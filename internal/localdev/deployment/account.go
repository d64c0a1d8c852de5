package deployment

import (
	"encoding/json"
	"strconv"
	"time"

	"sns-dynamics/internal/awsemulator"
)

const (
	// MaxReceives is the number of receives before a message becomes a dead letter. The waits
	// between them are longer than the default of PatienceMinutes: the function rejects a
	// message that waits for a row before its receives end, as in a deployment.
	MaxReceives = 10
	// InvocationTime is the timeout of an invocation. In the template it is 150 s.
	InvocationTime = 60 * time.Second
	// visibility is six times the timeout of an invocation, as Lambda recommends.
	visibility = 6 * InvocationTime
	// retention is the retention of the template's queues: 14 days.
	retention = 14 * 24 * time.Hour
	// keep is the number of log lines that the account keeps.
	keep = 10000
)

// Account returns the account without the function and the stack: its topic, queues, log
// group and alarms. [Deploy] adds the function and the stack.
func Account() *awsemulator.Endpoint {
	e := awsemulator.NewEndpoint(awsemulator.Options{Now: time.Now, After: time.After, Keep: keep, RandomIDs: true})
	e.AddTopic(TopicName, nil)
	e.AddQueue(DeadLetterQueueName, map[string]string{"MessageRetentionPeriod": seconds(retention)})
	e.AddQueue(QueueName, map[string]string{
		"MessageRetentionPeriod": seconds(retention), "VisibilityTimeout": seconds(visibility), "ReceiveMessageWaitTimeSeconds": "20",
		"RedrivePolicy": text(map[string]any{"deadLetterTargetArn": awsemulator.QueueARN(DeadLetterQueueName), "maxReceiveCount": MaxReceives}),
	})
	e.AddLogGroup(LogGroupName)
	addAlarms(e)
	return e
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// text returns a value of texts and numbers as JSON.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // the value has only texts and numbers
	}
	return string(b)
}

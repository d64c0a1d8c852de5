package deployment

import (
	"fmt"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/number"
)

// maxAge is the threshold of QueueAgeAlarm in the template.
const maxAge = time.Hour

// addAlarms adds the alarms that need only the queues. Their states are the states of the
// request: they do not wait for a period of the metric.
func addAlarms(e *awsemulator.Endpoint) {
	e.AddAlarm(awsemulator.Alarm{
		Name: deadLetterAlarm, Description: "Messages that did not reach Dataverse are waiting in the dead-letter queue.",
		Namespace: "AWS/SQS", Metric: "ApproximateNumberOfMessagesVisible", Dimensions: map[string]string{"QueueName": DeadLetterQueueName},
		Current: func() (state, reason string) {
			n := 0
			for _, m := range e.Messages(DeadLetterQueueURL) {
				if !m.InFlight {
					n++
				}
			}
			return stateOf(n > 0, "visible messages: "+number.Grouped(n)+"; the threshold is 0")
		},
	})
	e.AddAlarm(awsemulator.Alarm{
		Name: queueAgeAlarm, Description: "Messages have been waiting in the queue for over an hour.",
		Namespace: "AWS/SQS", Metric: "ApproximateAgeOfOldestMessage", Dimensions: map[string]string{"QueueName": QueueName},
		Current: func() (state, reason string) {
			var age time.Duration
			for _, m := range e.Messages(QueueURL) {
				age = max(age, time.Since(m.Sent))
			}
			return stateOf(age > maxAge, fmt.Sprintf("the oldest message is %v old; the threshold is %v", age.Truncate(time.Second), maxAge))
		},
	})
}

func stateOf(isAlarm bool, why string) (state, reason string) {
	if isAlarm {
		return "ALARM", why
	}
	return "OK", why
}

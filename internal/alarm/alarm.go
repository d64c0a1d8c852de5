// Package alarm describes the alarms of the stack: the meaning of each alarm, the command that
// shows its cause, and the decision of the operator.
package alarm

import (
	"slices"
	"strings"
	"time"
)

// LongDuration is the duration of an invocation above which DurationAlarm rings.
const LongDuration = 2 * time.Minute

// Alarm is an alarm of the template.
type Alarm struct {
	// ID is the logical id in the template, such as DeadLetterAlarm.
	ID string `json:"alarm"`
	// Means says what happened.
	Means string `json:"means"`
	// Command shows the cause, and Decide says what to do then. The command has no flags that
	// name the deployment.
	Command string `json:"command"`
	Decide  string `json:"do"`

	section string // the alarms that share the section of docs/operations.md
}

// Document is the document that explains the alarms.
const Document = "docs/operations.md"

// Section returns the section of the document, such as docs/operations.md#overduealarm.
func (a Alarm) Section() string {
	anchor := a.ID
	if a.section != "" {
		anchor = a.section
	}
	return Document + "#" + strings.ToLower(strings.ReplaceAll(anchor, " ", "-"))
}

// Find finds an alarm by its logical id, with or without "Alarm", or by the name that
// CloudFormation gave it, such as sns-dynamics-DeadLetterAlarm-1A2B3C, or the emulator, such as
// emulator-DeadLetterAlarm. Upper and lower case are equal.
func Find(name string) (Alarm, bool) {
	name = strings.ToLower(name)
	all := All()
	i := slices.IndexFunc(all, func(a Alarm) bool {
		id := strings.ToLower(a.ID)
		return name == id || name == strings.TrimSuffix(id, "alarm") || strings.Contains(name+"-", "-"+id+"-")
	})
	if i < 0 {
		return Alarm{}, false
	}
	return all[i], true
}

// Suffix is the end of the logical ids, which [Find] does not need.
const Suffix = "Alarm"

// All returns the alarms in the order of the document.
func All() []Alarm {
	const (
		letters       = "deadletteralarm ordereddeadletteralarm"
		growth        = "deadlettergrowthalarm ordereddeadlettergrowthalarm"
		age           = "queueagealarm orderedqueueagealarm"
		lost          = "lostnotificationalarm orderedlostnotificationalarm lostletteralarm"
		repairLetters = "correct the cause that the command names, then redrive the letters; purge letters that can never succeed"
		repairQueues  = "restore the dead-letter queue, its key or its policy; then the publisher publishes the message again"
	)
	return []Alarm{
		{"DeadLetterAlarm", "Messages that did not reach Dataverse are waiting in the dead-letter queue.", "dynctl dlq ls", repairLetters, letters},
		{"OrderedDeadLetterAlarm", "Messages of the FIFO topic that did not reach Dataverse are waiting in the dead-letter queue.", "dynctl dlq ls", repairLetters, letters},
		{"DeadLetterGrowthAlarm", "New messages did not reach Dataverse and came to the dead-letter queue.", "dynctl dlq ls --where since=1h", repairLetters, growth},
		{"OrderedDeadLetterGrowthAlarm", "New messages of the FIFO topic did not reach Dataverse and came to the dead-letter queue.", "dynctl dlq ls --where since=1h", repairLetters, growth},
		{
			"OverdueAlarm", "Messages have failed for over an hour, by an outage or a throttle, perhaps of one table only. They are tried for a day.",
			"dynctl why OverdueAlarm", "wait for the end of the outage; if the errors are of one table only, repair its plug-in or the service behind the plug-in", "",
		},
		{
			"MisconfiguredAlarm", "Dataverse or the sign-in refuses the function: its set-up has to be repaired. Messages wait meanwhile.",
			"dynctl why MisconfiguredAlarm", "repair each cause that the command lists; the messages then go through", "",
		},
		{
			"QueueStalledAlarm", "For over an hour, the function could finish no message of the queue. Dataverse has been unreachable.",
			"dynctl why QueueStalledAlarm", "if the class is misconfigured, repair each cause that the command lists; otherwise wait for the end of the outage, for 20 hours without harm; if the errors name a host or a connection of AWS, repair the network of the function", "",
		},
		{
			"QueueAgeAlarm", "Messages have been waiting in the queue for over an hour. Dataverse has been unreachable, or takes fewer messages than are published.",
			"dynctl why QueueAgeAlarm", "if the class is misconfigured, repair each cause that the command lists; if status 429 prevails, publish more slowly or wait; otherwise wait for the end of the outage", age,
		},
		{
			"OrderedQueueAgeAlarm", "Messages have been waiting in the FIFO queue for over an hour. Dataverse has been unreachable, or takes fewer messages than are published.",
			"dynctl why OrderedQueueAgeAlarm", "if the class is misconfigured, repair each cause that the command lists; if status 429 prevails, publish more slowly or wait; otherwise wait for the end of the outage", age,
		},
		{
			"ThrottledAlarm", "Dataverse responded with 429 in 15 of the last 30 minutes: publishers send more messages than Dataverse accepts.",
			"dynctl why ThrottledAlarm", "publish more slowly, or lower MaximumConcurrency; no message is lost meanwhile", "",
		},
		{
			"ErrorAlarm", "Invocations of the function have been failing for ten minutes: it runs out of time or memory, does not start, or cannot reach its queues.",
			"dynctl why ErrorAlarm", "correct the cause of the newest lines, and deploy; then redrive the dead letters of the source lambda", "",
		},
		{
			"DurationAlarm", "For 15 minutes, one in a hundred invocations of the function has taken over 80 % of its timeout.",
			"dynctl why DurationAlarm", "if Dataverse is slow, look at plug-ins that run synchronously; otherwise lower BatchSize", "",
		},
		{
			"EventDroppedAlarm", "Lambda gave up on an event of the function, which failed three times, found no capacity for six hours, or found it stopped.",
			"dynctl dlq ls --where source=lambda", repairLetters, "",
		},
		{
			"SubscriptionAlarm", "SNS could not deliver a message to the function or the queue; it went to the dead-letter queue.",
			"dynctl doctor", "repair the first layer that failed, then redrive the dead letters of the source subscription", "",
		},
		{
			"LostNotificationAlarm", "SNS could deliver a message neither to the function or the queue nor to the dead-letter queue; it is lost.",
			"dynctl doctor", repairQueues, lost,
		},
		{
			"OrderedLostNotificationAlarm", "SNS could deliver a message of the FIFO topic neither to the queue nor to the dead-letter queue; it is lost.",
			"dynctl doctor", repairQueues, lost,
		},
		{
			"LostLetterAlarm", "A failed message could not be kept in the dead-letter queue and is lost; the function's log has its MessageId.",
			"dynctl doctor", repairQueues, lost,
		},
	}
}

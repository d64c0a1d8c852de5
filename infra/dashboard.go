package main

import (
	"bytes"
	"encoding/json"
	"strings"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
)

// dashboard shows the stack at a glance. It bears the region in its name, as
// dashboards are the account's, and not a region's.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
func dashboard() *cloudwatch.Dashboard {
	return &cloudwatch.Dashboard{
		DashboardName: cf.SubPtr("${AWS::StackName}-${AWS::Region}"),
		DashboardBody: cf.SubVars(text(map[string]any{"widgets": widgets()}), map[string]any{
			"Topic":    topicName(),
			"Queue":    queueName(),
			"Alarm":    cf.Sub(alarmPrefix),
			"Alarms":   inOrderedOnly(`,"` + alarmPrefix + `${` + orderedDeadLetterAlarmID + `}"`),
			"Dead":     inOrderedOnly("," + text(deadLetters("${"+orderedDeadLetterQueueID+".QueueName}", "dead2", "dead letters, FIFO"))),
			"Reserved": cf.If(hasReservedConcurrencyCondition, cf.Sub(","+text([]any{limit(reservedConcurrencyParameter)})), ""),
			"Oldest":   inOrderedOnly("," + text(oldest("${"+orderedDeadLetterQueueID+".QueueName}", "dead letter, FIFO"))),
		}),
	}
}

// alarmPrefix is what stands before the name of an alarm in its ARN.
const alarmPrefix = "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:"

// inOrderedOnly is a piece of the body that the other modes of delivery leave out.
func inOrderedOnly(piece string) string {
	return ifOrdered(cf.Sub(piece), "")
}

// piece is where a variable of the body adds elements to a list, with the comma
// before them.
func piece(variable string) string { return "+" + variable }

// text is a part of the body, with its pieces in place.
func text(part any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // Fn::Sub has nothing to do with HTML
	if err := e.Encode(part); err != nil {
		panic(err) // there are only maps, lists and texts
	}
	body := strings.TrimSpace(b.String())
	for _, variable := range []string{"Alarms", "Dead", "Oldest", "Reserved"} {
		body = strings.ReplaceAll(body, `,"`+piece(variable)+`"`, "${"+variable+"}")
	}
	return body
}

// Package dashboard makes the dashboard of the stack in Amazon CloudWatch.
package dashboard

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	cf "github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/cloudformation/cloudwatch"
)

// Stack names the parts of the template that the dashboard shows. Its texts are logical IDs,
// unless a comment says something else.
type Stack struct {
	Function, LogGroup, Queue, DeadLetterQueue string
	// TopicName is the name of the standard topic, or of an existing topic, as an intrinsic
	// function.
	TopicName string
	// The FIFO path exists under the condition HasOrdered, and its topic under the
	// condition HasOrderedTopic.
	OrderedTopic, OrderedQueue, OrderedDeadLetterQueue string
	HasOrdered, HasOrderedTopic                        string
	// MaximumConcurrency and ReservedConcurrency are parameters. The second has a value
	// under the condition HasReservedConcurrency.
	MaximumConcurrency, ReservedConcurrency, HasReservedConcurrency string
	// Alarms are shown in their order.
	Alarms []Alarms
	// MetricNamespace is the namespace of the metrics of the function, as a text of Fn::Sub.
	MetricNamespace string
	TimeoutSeconds  int // of the function
}

// Alarms are alarms that exist under one condition, or always if Condition is empty.
type Alarms struct {
	Condition string
	IDs       []string
}

// variable is the variable of the body for alarms with a condition.
func (Alarms) variable(index int) string { return "Alarms" + strconv.Itoa(index) }

// New returns the dashboard. Its name contains the region, because a dashboard belongs to the
// account and not to a region.
//
// See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
func New(s Stack) *cloudwatch.Dashboard {
	pieces := s.pieces()
	body := text(map[string]any{"widgets": s.widgets()})
	for variable := range pieces {
		body = strings.ReplaceAll(body, `,"`+piece(variable)+`"`, "${"+variable+"}")
	}
	pieces["Topic"], pieces["Alarm"] = s.TopicName, cf.Sub(alarmPrefix)
	return &cloudwatch.Dashboard{
		DashboardName: cf.SubPtr("${AWS::StackName}-${AWS::Region}"),
		DashboardBody: cf.SubVars(body, pieces),
	}
}

// alarmPrefix precedes the name of an alarm in its ARN.
const alarmPrefix = "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:"

// pieces are the parts of the body that only some stacks have, by their variables.
func (s Stack) pieces() map[string]any {
	withOrdered := func(elements ...any) string { return pieceIf(s.HasOrdered, elements...) }
	orderedQueue, orderedLetters := nameOf(s.OrderedQueue), nameOf(s.OrderedDeadLetterQueue)
	all := map[string]any{
		"Received": pieceIf(s.HasOrderedTopic,
			ofTopic("NumberOfMessagesPublished", "${"+s.OrderedTopic+".TopicName}", shown{ID: "received2", Stat: "Sum", Label: "received, FIFO"})),
		"Depths": withOrdered(
			ofQueue("ApproximateNumberOfMessagesVisible", orderedQueue, shown{ID: "queued4", Label: "ready, FIFO"}),
			ofQueue("ApproximateNumberOfMessagesNotVisible", orderedQueue, shown{ID: "queued5", Label: "taken or waiting, FIFO"})),
		"Dead":     withOrdered(deadLetters(orderedLetters, "dead2", "dead letters, FIFO")),
		"Oldest":   withOrdered(oldest(orderedQueue, "waiting, FIFO"), oldest(orderedLetters, "dead letter, FIFO")),
		"Reserved": pieceIf(s.HasReservedConcurrency, []any{limit(s.ReservedConcurrency)}),
	}
	for i, g := range s.Alarms {
		if g.Condition == "" {
			continue
		}
		var arns []any
		for _, id := range g.IDs {
			arns = append(arns, alarmPrefix+"${"+id+"}")
		}
		all[g.variable(i)] = pieceIf(g.Condition, arns...)
	}
	return all
}

// pieceIf is a piece of a list under a condition: its elements, each with a comma before it.
func pieceIf(condition string, elements ...any) string {
	var b strings.Builder
	for _, element := range elements {
		b.WriteString("," + text(element))
	}
	return cf.If(condition, cf.Sub(b.String()), "")
}

// piece marks the place in a list where a variable of the body adds elements.
func piece(variable string) string { return "+" + variable }

// nameOf is the name of a queue.
func nameOf(queue string) string { return "${" + queue + ".QueueName}" }

// text is the JSON of a part of the body.
func text(part any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // the body is not in HTML
	if err := e.Encode(part); err != nil {
		panic(err) // maps, lists and texts marshal without an error
	}
	return strings.TrimSpace(b.String())
}

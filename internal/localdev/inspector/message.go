package inspector

import (
	"encoding/json"
	"slices"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector/batchparts"
	"sns-dynamics/internal/operator/deadletter"
)

// The outcomes of a running message. The function logs the other outcomes.
const (
	running = "running"
	waiting = "retry" // in the retry queue
	dead    = "dead-letter"
	failed  = "failed"
)

// Summary is the short form of a message.
type Summary struct {
	Number    int       `json:"number"` // 1 for the first message
	Time      time.Time `json:"time"`   // when the message arrived; the publish time if it arrived then
	MessageID string    `json:"messageId"`
	// The operation of the message; empty if the message is no operation. Row is the id of
	// the row, or the columns of its alternate key.
	Operation string `json:"operation,omitempty"`
	Action    string `json:"action,omitempty"`
	EntitySet string `json:"entitySet,omitempty"`
	Row       string `json:"row,omitempty"`
	// Key is the columns of the alternate key with their values.
	Key string `json:"key,omitempty"`
	// Operations is the number of operations of a batch, and EntitySets their tables.
	Operations int      `json:"operations,omitempty"`
	EntitySets []string `json:"entitySets,omitempty"`
	// Route is the route that the function chose for the message; empty without routes.
	Route string `json:"route,omitempty"`
	// FirstRun is the number of the first message with the same MessageId; 0 for that message
	// itself.
	FirstRun int `json:"firstRun,omitempty"`
	// Tries is the number of attempts of the operation, with the attempts of a delivery that
	// runs.
	Tries int `json:"tries"`
	// Outcome is running, retry while the message is in the retry queue, or the final
	// outcome: done, exists, absent, stale, dead-letter or failed.
	Outcome string `json:"outcome"`
	// Status is the status of the last response; 0 without a response.
	Status int `json:"status,omitempty"`
	// Reason is the first clause of the reason of the last failure, or says why nothing was left
	// to do.
	Reason string `json:"reason,omitempty"`
	// Next is the time of the next delivery of a message in the retry queue.
	Next time.Time `json:"next,omitzero"`
}

// Message is the complete form of a message.
type Message struct {
	Summary
	TopicARN  string    `json:"topicArn"`
	Published time.Time `json:"published"`
	Message   string    `json:"message"` // the text that was published
	// Mapped is the message that the mapping of the route made; empty without a mapping.
	Mapped string `json:"mapped,omitempty"`
	// The reason of the last failure, from the log of the function.
	Class string `json:"class,omitempty"`
	Code  string `json:"code,omitempty"`
	Error string `json:"error,omitempty"`
	Fix   string `json:"fix,omitempty"`
	// Deliveries is the number of deliveries to the function.
	Deliveries int        `json:"deliveries"`
	Timeline   []Moment   `json:"timeline"`
	Requests   []Exchange `json:"requests"`
	Letter     *Letter    `json:"letter,omitempty"`
}

// Moment is one line of a timeline.
type Moment struct {
	Time time.Time `json:"time"`
	// Kind is published, arrived, delivered, request, logged, held, dead-letter, or removed
	// when the dead letter left its queue.
	Kind string `json:"kind"`
	Text string `json:"text"`
	// Request is the number of the request, if Kind is request.
	Request int `json:"request,omitempty"`
}

// Letter is a dead letter with its explanation.
type Letter struct {
	Number int `json:"number"` // of its message; 0 if the message is not kept
	// Row is the id of the row of the message, or its alternate key with the values.
	Row     string             `json:"row,omitempty"`
	Letter  deadletter.Letter  `json:"letter"`
	Meaning advice.Explanation `json:"meaning"`
}

// isEnded reports whether nothing more happens to the message.
func (s Summary) isEnded() bool { return s.Outcome != running && s.Outcome != waiting }

// attempts returns the number of attempts of a delivery that runs: the requests that are equal
// to the last request of the delivery to Dataverse.
func (m Message) attempts() int {
	if m.Outcome != running {
		return 0
	}
	var sent []string
	for _, x := range m.lastDelivery() {
		if x.Service == string(emulator.Dataverse) {
			sent = append(sent, x.Method+" "+x.Target)
		}
	}
	n := 0
	for _, one := range sent {
		if one == sent[len(sent)-1] {
			n++
		}
	}
	return n
}

// lastDelivery returns the requests of the last delivery, the oldest first.
func (m Message) lastDelivery() []Exchange {
	var all []Exchange
	for _, moment := range slices.Backward(m.Timeline) {
		if moment.Kind == "delivered" {
			break
		}
		at := slices.IndexFunc(m.Requests, func(x Exchange) bool { return x.Number == moment.Request })
		if at >= 0 {
			all = append(all, m.Requests[at])
		}
	}
	slices.Reverse(all)
	return all
}

// isRequested reports whether the last delivery made a request.
func (m Message) isRequested() bool {
	for _, moment := range slices.Backward(m.Timeline) {
		switch moment.Kind {
		case "request":
			return true
		case "delivered":
			return len(m.Requests) >= maxRequests
		}
	}
	return false
}

// Exchange is one HTTP request and its response.
type Exchange struct {
	Number   int       `json:"number"`
	Time     time.Time `json:"time"`
	Duration float64   `json:"duration"` // in milliseconds, 0 while it lasts
	Service  string    `json:"service"`  // dataverse, entra or secretsmanager
	// EntitySet and Row come from the path, if it names them.
	EntitySet string `json:"entitySet,omitempty"`
	Row       string `json:"row,omitempty"`
	Method    string `json:"method"`
	Target    string `json:"target"` // as sent: path and query
	// Status is 0 without a response.
	Status int `json:"status"`
	// Faulted says that a fault applied to the request.
	Faulted        bool                `json:"faulted,omitempty"`
	RequestHeader  map[string][]string `json:"requestHeader"`
	RequestBody    string              `json:"requestBody,omitempty"`
	ResponseHeader map[string][]string `json:"responseHeader,omitempty"`
	ResponseBody   string              `json:"responseBody,omitempty"`
	// CutShort says that only a part of a body is kept.
	CutShort bool     `json:"cutShort,omitempty"`
	Changes  []Change `json:"changes,omitempty"`
	// Parts are the operations of a $batch with their statuses.
	Parts []batchparts.Part `json:"parts,omitempty"`
	// Unnamed is the number of further changes.
	Unnamed int `json:"unnamedChanges,omitempty"`
}

// Change is a row before and after a request; null if the row does not exist.
type Change struct {
	EntitySet    string          `json:"entitySet,omitempty"`
	Relationship string          `json:"relationship,omitempty"`
	ID           string          `json:"id"`
	Before       json.RawMessage `json:"before"`
	After        json.RawMessage `json:"after"`
}

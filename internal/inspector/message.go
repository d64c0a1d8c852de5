package inspector

import (
	"encoding/json"
	"time"

	"sns-dynamics/internal/deadletter"
	"sns-dynamics/internal/dynamics"
)

// The outcomes of a message that has not ended. The others are those that the
// function logs.
const (
	running = "running"
	waiting = "retry" // in the retry queue
	dead    = "dead-letter"
	failed  = "failed"
)

// Summary is a message at a glance.
type Summary struct {
	Number    int       `json:"number"` // 1 for the first that came
	Time      time.Time `json:"time"`   // when it came
	MessageID string    `json:"messageId"`
	// What the message asks for, empty where it is no operation. Row is the row's
	// id, or the columns of its alternate key.
	Operation string `json:"operation,omitempty"`
	Action    string `json:"action,omitempty"`
	EntitySet string `json:"entitySet,omitempty"`
	Row       string `json:"row,omitempty"`
	// Tries is how often its operation was begun.
	Tries int `json:"tries"`
	// Outcome is running, retry while it is in the retry queue, or how it ended:
	// done, exists, absent, stale, dead-letter or failed.
	Outcome string `json:"outcome"`
	// Status is that of the last answer, 0 without one.
	Status int `json:"status,omitempty"`
}

// Message is all that is known of one message.
type Message struct {
	Summary
	TopicARN  string    `json:"topicArn"`
	Published time.Time `json:"published"`
	Message   string    `json:"message"` // the text that was published
	// Why it failed last, as the function logs it.
	Class string `json:"class,omitempty"`
	Code  string `json:"code,omitempty"`
	Error string `json:"error,omitempty"`
	Fix   string `json:"fix,omitempty"`
	// Deliveries is how often the function was given it.
	Deliveries int        `json:"deliveries"`
	Timeline   []Moment   `json:"timeline"`
	Requests   []Exchange `json:"requests"`
	Letter     *Letter    `json:"letter,omitempty"`
}

// Moment is one line of a timeline.
type Moment struct {
	Time time.Time `json:"time"`
	// Kind is published, delivered, request, logged, held, or dead-letter.
	Kind string `json:"kind"`
	Text string `json:"text"`
	// Request is the number of the request, of that kind.
	Request int `json:"request,omitempty"`
}

// Letter is a dead letter, with what it means.
type Letter struct {
	Number  int                  `json:"number"` // of its message
	Letter  deadletter.Letter    `json:"letter"`
	Meaning dynamics.Explanation `json:"meaning"`
}

// isEnded reports whether nothing more happens to the message.
func (s Summary) isEnded() bool { return s.Outcome != running && s.Outcome != waiting }

// Exchange is one HTTP request and its answer.
type Exchange struct {
	Number   int       `json:"number"`
	Time     time.Time `json:"time"`
	Duration float64   `json:"duration"` // in milliseconds, 0 while it lasts
	Service  string    `json:"service"`  // dataverse, entra or secretsmanager
	// EntitySet and Row are what the path names, where it names them.
	EntitySet string `json:"entitySet,omitempty"`
	Row       string `json:"row,omitempty"`
	Method    string `json:"method"`
	Target    string `json:"target"` // as sent: path and query
	// Status is 0 where no answer came.
	Status int `json:"status"`
	// Faulted says that a fault met it.
	Faulted        bool                `json:"faulted,omitempty"`
	RequestHeader  map[string][]string `json:"requestHeader"`
	RequestBody    string              `json:"requestBody,omitempty"`
	ResponseHeader map[string][]string `json:"responseHeader,omitempty"`
	ResponseBody   string              `json:"responseBody,omitempty"`
	// CutShort says that a body is longer than what is kept of it.
	CutShort bool     `json:"cutShort,omitempty"`
	Changes  []Change `json:"changes,omitempty"`
	// Unnamed is how many more changes there are.
	Unnamed int `json:"unnamedChanges,omitempty"`
}

// Change is a row before and after a request, null where there is none.
type Change struct {
	EntitySet    string          `json:"entitySet,omitempty"`
	Relationship string          `json:"relationship,omitempty"`
	ID           string          `json:"id"`
	Before       json.RawMessage `json:"before"`
	After        json.RawMessage `json:"after"`
}

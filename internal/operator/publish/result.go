package publish

// maxListed is the most messages in a list of a [Result].
const maxListed = 10_000

// Result is the outcome of a run. Every message is counted once, in Before, Published,
// Failed, Uncertain, Held or Left.
type Result struct {
	// Messages is the number of messages of the input.
	Messages int `json:"messages"`
	// Before counts messages that earlier runs published, according to the journal.
	Before int `json:"publishedBefore"`
	// Published counts messages that SNS accepted in this run. MessageIDs are the ids of
	// the first 10000.
	Published  int         `json:"published"`
	MessageIDs []MessageID `json:"messageIds"`
	// Failed counts messages that SNS did not accept. Failures are the first 10000.
	Failed   int       `json:"failed"`
	Failures []Failure `json:"failures"`
	// Uncertain counts messages that SNS may have accepted without a response.
	// Uncertainties are the first 10000.
	Uncertain     int     `json:"uncertain"`
	Uncertainties []Place `json:"uncertainties"`
	// Held counts messages of an ordered topic that wait for an earlier message of their
	// group, which failed or is uncertain. HeldBack are the first 10000.
	Held     int     `json:"held"`
	HeldBack []Place `json:"heldBack"`
	// Left counts messages without a final outcome.
	Left int `json:"left"`
	// Requests counts requests. Retries counts messages that were sent again.
	Requests int `json:"requests"`
	Retries  int `json:"retries"`
}

// Place is the place of a message in the input.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// MessageID is the id that SNS gave to an accepted message.
type MessageID struct {
	Place
	MessageID string `json:"messageId"`
}

// Failure is a message that SNS did not accept.
type Failure struct {
	Place
	// Code and Message are the values of SNS.
	Code    string `json:"code"`
	Message string `json:"message"`
}

func newResult(messages int) Result {
	return Result{Messages: messages, Left: messages, MessageIDs: []MessageID{}, Failures: []Failure{}, Uncertainties: []Place{}, HeldBack: []Place{}}
}

func (r *Result) before() {
	r.Before++
	r.Left--
}

func (r *Result) published(m Message, id string) {
	r.Left--
	if r.Published++; len(r.MessageIDs) < maxListed {
		r.MessageIDs = append(r.MessageIDs, MessageID{Place{m.File, m.Line}, id})
	}
}

func (r *Result) failed(m Message, failure *entryFailure) {
	r.Left--
	if r.Failed++; len(r.Failures) < maxListed {
		r.Failures = append(r.Failures, Failure{Place{m.File, m.Line}, failure.Code, failure.Message})
	}
}

func (r *Result) uncertain(m Message) {
	r.Left--
	if r.Uncertain++; len(r.Uncertainties) < maxListed {
		r.Uncertainties = append(r.Uncertainties, Place{m.File, m.Line})
	}
}

func (r *Result) held(m Message) {
	r.Left--
	if r.Held++; len(r.HeldBack) < maxListed {
		r.HeldBack = append(r.HeldBack, Place{m.File, m.Line})
	}
}

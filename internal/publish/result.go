package publish

// mostListed is how many messages a list of a [Result] holds.
const mostListed = 10_000

// Result is how far publishing came. Every message is counted once, in Before,
// Published, Failed, Uncertain, Held or Left.
type Result struct {
	// Messages is how many the input has.
	Messages int `json:"messages"`
	// Before is how many were published already, as the journal says.
	Before int `json:"publishedBefore"`
	// Published is how many SNS took now, and MessageIDs those of the first 10000.
	Published  int         `json:"published"`
	MessageIDs []MessageID `json:"messageIds"`
	// Failed is how many SNS did not take, and Failures the first 10000 of them.
	Failed   int       `json:"failed"`
	Failures []Failure `json:"failures"`
	// Uncertain is how many SNS may have taken though no answer came, and
	// Uncertainties the first 10000 of them.
	Uncertain     int     `json:"uncertain"`
	Uncertainties []Place `json:"uncertainties"`
	// Held is how many wait, in an ordered topic, for an earlier message of their
	// group that failed or is uncertain; HeldBack the first 10000 of them.
	Held     int     `json:"held"`
	HeldBack []Place `json:"heldBack"`
	// Left is how many were not tried, or are to be tried again.
	Left int `json:"left"`
	// Requests counts those made, Retries the messages sent again.
	Requests int `json:"requests"`
	Retries  int `json:"retries"`
}

// Place is where a message stands in the input.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// MessageID is what SNS calls a message that it took.
type MessageID struct {
	Place
	MessageID string `json:"messageId"`
}

// Failure is a message that SNS did not take.
type Failure struct {
	Place
	// Code and Message are SNS's.
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
	if r.Published++; len(r.MessageIDs) < mostListed {
		r.MessageIDs = append(r.MessageIDs, MessageID{Place{m.File, m.Line}, id})
	}
}

func (r *Result) failed(m Message, failure *entryFailure) {
	r.Left--
	if r.Failed++; len(r.Failures) < mostListed {
		r.Failures = append(r.Failures, Failure{Place{m.File, m.Line}, failure.Code, failure.Message})
	}
}

func (r *Result) uncertain(m Message) {
	r.Left--
	if r.Uncertain++; len(r.Uncertainties) < mostListed {
		r.Uncertainties = append(r.Uncertainties, Place{m.File, m.Line})
	}
}

func (r *Result) held(m Message) {
	r.Left--
	if r.Held++; len(r.HeldBack) < mostListed {
		r.HeldBack = append(r.HeldBack, Place{m.File, m.Line})
	}
}

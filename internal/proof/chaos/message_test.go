package chaos

import (
	"fmt"
	"strings"
	"time"
)

// mode is the way of a message to the function.
type mode string

const (
	direct  mode = "direct"  // SNS invokes the function
	queued  mode = "queued"  // SNS fills a queue
	raw     mode = "raw"     // a queue holds the message without its envelope
	ordered mode = "ordered" // SNS fills a FIFO queue
)

// token is in every value that a message writes. It must not be in the log.
const token = "zqxcanary"

// message is a published message with its history.
type message struct {
	n         int
	mode      mode
	group     string // of an ordered message
	id        string // MessageId; for a raw message, the id of its last delivery in SQS
	topic     string // for a raw message, the queue
	published time.Time
	text      string
	exported  bool // published within a minute, with other messages of its kind
	intent

	correlation      string
	events           []outcomeEvent  // that the topic took
	ends             map[string]bool // outcomes that the function reported
	lostEvents       map[string]bool // outcomes whose event is in the log
	history          []string
	requests         int // to Dataverse
	sqsCalls         int
	starts           []*start
	commits          int           // writes that Dataverse carried out
	deployment       int           // the version of the routes of the container of the first of them
	began            time.Time     // time of the first write that was carried out
	misses           []time.Time   // times at which its writes found no row
	fastest, slowest time.Duration // clocks of its containers
	committed        time.Time     // time of the last write that was carried out, in TestChaos
	unanswered       int           // writes without a response
	deadLetters      []deadLetter
	deadLetterCount  int  // dead letters that exist at the end
	answeredAgain    bool // Dataverse responds for its row again
	redrives         int  // moves to the dead-letter queue by SQS
	failures         int  // records of Lambda in the dead-letter queue
	finalState       finalState
	again            int // runs of an action beyond the first, by another start
	repeated         int // the same for a repeatable action
}

// start is one delivery of a message to the function.
type start struct {
	runs     int  // runs of its own request
	again    bool // the function asked for another start
	sqsFault bool // SQS refused a call
	killed   bool
	asked    bool // the process sent a request to Dataverse or for a token
	held     bool // the function set the visibility timeout, or tried to
}

// finalState is the end of a message.
type finalState string

const (
	recovered    finalState = "recovered" // its effect is there
	deadLettered finalState = "dead-lettered"
	lost         finalState = "lost"
	doubled      finalState = "doubled"
)

// mark is the value that identifies a message in a row.
func (m *message) mark() string { return fmt.Sprintf("%s%06d", token, m.n) }

func (m *message) note(format string, args ...any) {
	m.history = append(m.history, time.Now().Format("02 15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// String returns the full history of a message.
func (m *message) String() string {
	return fmt.Sprintf("message %d (%s, %s, %s)\n  %s\n  %s", m.n, m.id, m.mode, m.messageKind, m.text, strings.Join(m.history, "\n  "))
}

// intent is the expected effect of a message.
type intent struct {
	messageKind string
	// set and id name the row. id is empty if the function chooses it.
	set, id string
	makes   bool           // the row does not exist before
	deletes bool           // the row does not exist afterwards
	cells   map[string]any // cells of the row afterwards
	link    *link          // link to create or to remove
	parts   bool
	// version is the position of the message among the changes of a sequenced row.
	version            int64
	burst              int  // number of the changes of a row that are published together
	runs               bool // an action: cells are the cells of the row that each run creates
	repeats            bool // the message says that it may run again
	once               bool // its actions run exactly once
	byETag             bool // Dataverse refuses a second run
	refused            bool // it can never succeed
	code               string
	isFenced           bool // nothing of it may be sent
	isRouted           bool // a route makes its operation
	pluginAborts       bool // a plug-in always rejects it
	neverAnswered      bool // Dataverse never responds for its row
	competition        *competition
	parents            []*message // messages that create the rows it needs
	elastic            bool       // its row is in an elastic table
	compares           bool       // the function reads its row by the id before it writes
	rejectedAfterWrite bool       // a plug-in rejected it after the write
	// verify verifies a batch. gone is the row that it deletes, and beside are the cells
	// of the second row that each run of its actions creates.
	verify func(*verifier, *message) bool
	gone   string
	beside map[string]any
}

// link associates an account and a lead.
type link struct{ account, lead string }

package chaos

import (
	"fmt"
	"strings"
	"time"
)

// mode is how a message gets to the function.
type mode string

const (
	direct  mode = "direct"  // SNS invokes the function
	queued  mode = "queued"  // SNS fills a queue
	raw     mode = "raw"     // a queue holds the message without its envelope
	ordered mode = "ordered" // SNS fills a FIFO queue
)

// token is in every value that a message writes, and in nothing that may be
// logged.
const token = "zqxcanary"

// message is one that is published, and all that happened to it.
type message struct {
	n         int
	mode      mode
	group     string // of an ordered one
	id        string // MessageId; of a raw one, the id that SQS gave it last
	topic     string // or, of a raw one, the queue
	published time.Time
	text      string
	exported  bool // published within a minute, with others of its sort
	intent

	history          []string
	requests         int // to Dataverse
	sqsCalls         int
	starts           []*start
	commits          int           // writes that Dataverse carried out
	began            time.Time     // when its first write was carried out
	misses           []time.Time   // when its writes found no row
	fastest, slowest time.Duration // clocks of the containers it was in
	committed        time.Time     // when its last one was, in TestChaos
	unanswered       int           // writes that went out without an answer
	letters          []letter
	buried           int  // dead letters that are there at the end
	healed           bool // what the service never answered for, it answers for by now
	redrives         int  // into the dead-letter queue, by SQS
	failures         int  // records of Lambda in the dead-letter queue
	fate             fate
	again            int // runs of an action beyond the first, by another start
	repeated         int // the same of one that says it is repeatable
}

// start is one time that a message was handed to the function.
type start struct {
	runs     int  // of its own request
	again    bool // the function asked for another start
	sqsFault bool // SQS refused a call
	killed   bool
	held     bool // the function set, or tried to set, how long it stays out of sight
}

// fate is how a message ended.
type fate string

const (
	recovered    fate = "recovered" // its effect is there
	deadLettered fate = "dead-lettered"
	lost         fate = "lost"
	doubled      fate = "doubled"
)

// mark is the value by which a message is recognised in a row.
func (m *message) mark() string { return fmt.Sprintf("%s%06d", token, m.n) }

func (m *message) note(format string, args ...any) {
	m.history = append(m.history, time.Now().Format("02 15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// String is the whole of a message's history.
func (m *message) String() string {
	return fmt.Sprintf("message %d (%s, %s, %s)\n  %s\n  %s", m.n, m.id, m.mode, m.sort, m.text, strings.Join(m.history, "\n  "))
}

// intent is what is to come of a message.
type intent struct {
	sort string
	// set and id name the row; id is empty where the function chooses one.
	set, id string
	makes   bool           // the row is not there before
	deletes bool           // the row is not there afterwards
	cells   map[string]any // what the row holds afterwards
	link    *link          // what is to be joined, or parted
	parts   bool
	// version is the message's place among the changes of a sequenced row.
	version int64
	burst   int  // of the changes of a row that are published at once
	runs    bool // an action: cells are those of the row that each run makes
	repeats bool // it says itself that it may run again
	byETag  bool // refused when it is run again
	refused bool // it can never succeed
	code    string
	aborts  bool // a plug-in always says no
	never   bool // the service never answers for its row
	contest *contest
	parents []*message // that make the rows it needs
	elastic bool       // its row is of an elastic table
	plugged bool       // a plug-in said no to it, after the write
	// judge settles a batch; gone is the row that it deletes, and beside are cells of
	// the second row that each run of its actions makes.
	judge  func(*judge, *message) bool
	gone   string
	beside map[string]any
}

// link joins an account and a lead.
type link struct{ account, lead string }

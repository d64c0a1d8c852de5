package publish

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sns-dynamics/internal/filelock"
)

// journalVersion is that of the journal's lines.
const journalVersion = 1

// Header is the first line of a journal: what it is about.
type Header struct {
	Version int `json:"dynctlPublishJournal"`
	// Run tells this run from every other one, in deduplication ids.
	Run string `json:"run"`
	// Topic is the topic's ARN.
	Topic string `json:"topic"`
	// Input is the [Sum] of the input, and Messages its length.
	Input    string `json:"input"`
	Messages int    `json:"messages"`
}

// step is a line of the journal after the first. Messages are named by index.
type step struct {
	// At and Try say that a request with these messages is about to be made.
	At  time.Time `json:"at,omitzero"`
	Try []int     `json:"try,omitempty"`
	// Done says which of them SNS took, by MessageId, and Not which it did not.
	// What is in neither it may have taken.
	Done map[int]string `json:"done,omitempty"`
	Not  []int          `json:"not,omitempty"`
}

// state is what a journal knows of a message.
type state byte

const (
	open state = iota
	uncertain
	done
)

// Journal is an append-only file that says which messages of an input SNS took, so
// that a run that was interrupted, or killed, can go on. A line is on the disk
// before each request and after it. It holds no message. It is not safe for
// concurrent use; a second process is refused.
type Journal struct {
	Header
	file   *os.File
	states []state
	// since is when a message was first sent of which nobody knows what became.
	since map[int]time.Time
}

// JournalError is a journal that cannot be written or read. Nothing is published
// that is not in the journal.
type JournalError struct {
	Path string
	Err  error
}

// Error says which journal it is.
func (e *JournalError) Error() string { return "journal " + e.Path + ": " + e.Err.Error() }

// Unwrap returns what the file system said.
func (e *JournalError) Unwrap() error { return e.Err }

// ErrOther is wrapped by the error of [OpenJournal] for the journal of another
// input or topic.
var ErrOther = errors.New("it is of another run")

// ErrNoJournal is wrapped by the error of [OpenJournal] for a file of another kind.
var ErrNoJournal = errors.New("expected a journal of dynctl publish")

// OpenJournal opens the journal of publishing an input to a topic, or begins it.
// The error is a [*JournalError], which wraps [ErrOther], [ErrNoJournal] or
// [filelock.ErrInUse] where it is not this run's.
func OpenJournal(path, topic string, input *Sum) (*Journal, error) {
	j := &Journal{states: make([]state, input.Len()), since: map[int]time.Time{}}
	j.Header = Header{journalVersion, rand.Text(), topic, input.String(), input.Len()}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, &JournalError{path, err}
	}
	j.file = f
	if err := filelock.Lock(f); err != nil {
		_ = f.Close()
		return nil, &JournalError{path, err}
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.Size() > 0:
		err = j.load(info.Size())
	default:
		err = j.start()
	}
	if err != nil {
		_ = f.Close()
		if info != nil && info.Size() == 0 && info.Mode().IsRegular() {
			_ = os.Remove(path) // half a first line is no journal
		}
		if e, ok := errors.AsType[*JournalError](err); ok {
			return nil, e
		}
		return nil, &JournalError{path, err}
	}
	return j, nil
}

// start writes the first line.
func (j *Journal) start() error {
	err := j.write(j.Header)
	if err == nil {
		syncDirectory(filepath.Dir(j.file.Name()))
	}
	return err
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

// Published is how many messages SNS took.
func (j *Journal) Published() int {
	n := 0
	for _, s := range j.states {
		if s == done {
			n++
		}
	}
	return n
}

// begin writes down that a request is about to be made.
func (j *Journal) begin(now time.Time, batch []*entry) error {
	s := step{At: now.UTC()}
	for _, e := range batch {
		s.Try = append(s.Try, e.Index)
	}
	return j.add(s)
}

// end writes down what became of it. Of what SNS may have taken earlier, nothing
// is certain when it refuses it now.
func (j *Journal) end(batch []*entry, outcomes []outcome) error {
	s := step{Done: map[int]string{}}
	for i, e := range batch {
		switch o := outcomes[i]; {
		case o.fate == published:
			s.Done[e.Index] = o.id
		case o.fate != unanswered && e.unsure.IsZero():
			s.Not = append(s.Not, e.Index)
		}
	}
	if len(s.Done) == 0 && len(s.Not) == 0 {
		return nil
	}
	return j.add(s)
}

func (j *Journal) add(s step) error {
	j.apply(s)
	return j.write(s)
}

func (j *Journal) apply(s step) {
	for _, i := range s.Try {
		if j.states[i] != uncertain {
			j.states[i], j.since[i] = uncertain, s.At
		}
	}
	for i := range s.Done {
		j.states[i] = done
		delete(j.since, i)
	}
	for _, i := range s.Not {
		j.states[i] = open
		delete(j.since, i)
	}
}

// write appends a line, and returns when it is on the disk.
func (j *Journal) write(line any) error {
	text, err := json.Marshal(line)
	if err == nil {
		_, err = j.file.Write(append(text, '\n'))
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return &JournalError{j.file.Name(), unwrapPath(err)}
	}
	return nil
}

// unwrapPath leaves the path out, which a [JournalError] names.
func unwrapPath(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	return err
}

// syncDirectory has the new name on the disk as well, where the system can do so.
func syncDirectory(path string) {
	if d, err := os.Open(path); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

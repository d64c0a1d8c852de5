package publish

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"sns-dynamics/internal/operator/durable"
)

// journalVersion is the version of the format of a journal.
const journalVersion = 1

// Header is the first line of a journal: the run that it records.
type Header struct {
	Version int `json:"dynctlPublishJournal"`
	// Run is a random id of the run. It is part of the deduplication ids.
	Run string `json:"run"`
	// Topic is the topic's ARN.
	Topic string `json:"topic"`
	// Input is the [Sum] of the input, and Messages the number of its messages.
	Input    string `json:"input"`
	Messages int    `json:"messages"`
}

// step is a line of the journal after the first. Its numbers are indexes of messages.
type step struct {
	// Try are the messages of a request that is sent next, and At is the time.
	At  time.Time `json:"at,omitzero"`
	Try []int     `json:"try,omitempty"`
	// Done are the messages that SNS accepted, with their MessageIds. Not are the messages
	// that SNS did not accept. SNS may have accepted a message that is in no list.
	Done map[int]string `json:"done,omitempty"`
	Not  []int          `json:"not,omitempty"`
}

// state is the state of a message in the journal.
type state byte

const (
	open state = iota
	uncertain
	done
)

// Journal is an append-only file that records which messages of an input SNS accepted, so
// that a run can continue after it was interrupted or killed. A line is on the disk before
// each request and after it. A journal holds no text of a message. It is not safe for
// concurrent use, and only one process at a time can open it.
type Journal struct {
	Header
	file   *os.File
	lock   io.Closer
	states []state
	// since is the time when an uncertain message was first sent.
	since map[int]time.Time
}

// JournalError says that a journal cannot be written or read. No message is published
// without its line in the journal.
type JournalError struct {
	Path string
	Err  error
}

// Error names the journal and the error.
func (e *JournalError) Error() string { return "journal " + e.Path + ": " + e.Err.Error() }

// Unwrap returns the error of the file system, or the reason to refuse the journal.
func (e *JournalError) Unwrap() error { return e.Err }

// ErrOther is wrapped by the error of [OpenJournal] for the journal of another
// input or topic.
var ErrOther = errors.New("it is of another run")

// ErrNoJournal is wrapped by the error of [OpenJournal] for a file of another kind.
var ErrNoJournal = errors.New("expected a journal of dynctl publish")

// OpenJournal opens the journal of publishing an input to a topic, or creates it. It
// holds the journal for this process until [Journal.Close].
//
// The error is a [*JournalError]. It wraps [ErrOther], [ErrNoJournal] or
// [durable.ErrInUse] if this run cannot use the file, and otherwise the error of the
// file system.
func OpenJournal(path, topic string, input *Sum) (*Journal, error) {
	j := &Journal{states: make([]state, input.Len()), since: map[int]time.Time{}}
	j.Header = Header{journalVersion, rand.Text(), topic, input.String(), input.Len()}
	var err error
	if j.lock, err = durable.Lock(lockName(path)); err != nil {
		return nil, &JournalError{path, err}
	}
	if err = j.open(path); err != nil {
		_ = j.lock.Close() // err is the cause
		if e, ok := errors.AsType[*JournalError](err); ok {
			return nil, e
		}
		return nil, &JournalError{path, err}
	}
	return j, nil
}

// lockName is the file whose lock holds a journal: the journal itself. On Windows it is
// a file beside the journal, because a lock there refuses the writes of other handles.
func lockName(path string) string {
	if runtime.GOOS == "windows" {
		return path + ".lock"
	}
	return path
}

// open opens the file, then reads it, or writes its first line if it is empty.
func (j *Journal) open(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	j.file = f
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.Size() > 0:
		err = j.load(info.Size())
	default:
		err = j.start()
	}
	if err != nil {
		_ = f.Close() // err is the cause
		if info != nil && info.Size() == 0 && info.Mode().IsRegular() {
			_ = os.Remove(path) // half a first line is no journal
		}
	}
	return err
}

// start writes the first line.
func (j *Journal) start() error {
	if err := j.write(j.Header); err != nil {
		return err
	}
	return durable.SyncDirectory(filepath.Dir(j.file.Name()))
}

// Close closes the file and releases it. The errors are the errors of the file system.
func (j *Journal) Close() error { return errors.Join(j.file.Close(), j.lock.Close()) }

// Remove closes the journal and removes its files. The errors are the errors of the file
// system.
func (j *Journal) Remove() error {
	path := j.file.Name()
	err := errors.Join(j.Close(), os.Remove(path))
	if lock := lockName(path); lock != path {
		err = errors.Join(err, os.Remove(lock))
	}
	return err
}

// Published is the number of messages that SNS accepted.
func (j *Journal) Published() int {
	n := 0
	for _, s := range j.states {
		if s == done {
			n++
		}
	}
	return n
}

// begin records a request that is sent next.
func (j *Journal) begin(now time.Time, batch []*entry) error {
	s := step{At: now.UTC()}
	for _, e := range batch {
		s.Try = append(s.Try, e.Index)
	}
	return j.add(s)
}

// end records the outcomes of a request. A message that SNS may have accepted in an
// earlier request stays uncertain if SNS refuses it now.
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

// write appends a line, and returns when the line is on the disk.
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

// unwrapPath removes the path from an error, because a [JournalError] names it.
func unwrapPath(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	return err
}

package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"iter"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/outgoing"
	"sns-dynamics/internal/source"
)

// Message is one to publish.
type Message struct {
	// Index is its number in the input, from 0, and File and Line its place there.
	Index int
	File  string
	Line  int
	// Text is what is published, byte for byte.
	Text       string
	Operation  dynamics.Operation
	Attributes []outgoing.Attribute
	// Group and DeduplicationID are for an ordered topic.
	Group, DeduplicationID string
}

func (m Message) size() int { return outgoing.Size(m.Text, m.Attributes) }

// ErrChanged is yielded by [Messages] when the input is not what it was when it
// was validated.
var ErrChanged = errors.New("the input changed while it was published")

// Sum identifies an input: a hash of its messages with their places. The zero
// value is that of no message.
type Sum struct {
	hash hash.Hash
	n    int
}

// Add adds the next message.
func (s *Sum) Add(i source.Item) {
	if s.hash == nil {
		s.hash = sha256.New()
	}
	fmt.Fprintf(s.hash, "%q %d %q %d\n%s\n", i.Name, i.Line, i.Path, len(i.Text), i.Text)
	s.n++
}

// Len is the number of messages.
func (s *Sum) Len() int { return s.n }

// String is the hash in hexadecimal digits.
func (s *Sum) String() string {
	if s.hash == nil {
		return ""
	}
	return hex.EncodeToString(s.hash.Sum(nil))
}

// Messages reads the messages of a validated input, as that run publishes them. An
// error is the last there is: one of reading, or [ErrChanged].
func Messages(in *source.Input, run string, validated *Sum) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		var sum Sum
		for item, err := range in.Items() {
			if err != nil {
				yield(Message{}, err)
				return
			}
			sum.Add(item)
			op, err := message.Decode([]byte(item.Text))
			if err != nil || item.Problem != "" || sum.n > validated.n {
				yield(Message{}, ErrChanged)
				return
			}
			id := outgoing.DeduplicationID(run, item.Name, item.Line, item.Path, item.Text)
			m := Message{
				Index: sum.n - 1, File: item.File, Line: item.Line, Text: item.Text,
				Operation: op, Attributes: outgoing.Attributes(op), Group: outgoing.Group(op, id), DeduplicationID: id,
			}
			if !yield(m, nil) {
				return
			}
		}
		if sum.String() != validated.String() {
			yield(Message{}, ErrChanged)
		}
	}
}

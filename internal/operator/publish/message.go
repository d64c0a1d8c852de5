package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"iter"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/source"
)

// Message is a message to publish.
type Message struct {
	// Index is its number in the input, from 0; File and Line are its place there.
	Index int
	File  string
	Line  int
	// Text is published byte for byte.
	Text       string
	Operation  operation.Operation
	Attributes []outgoing.Attribute
	// Group and DeduplicationID are used for an ordered topic only.
	Group, DeduplicationID string
}

func (m Message) size() int { return outgoing.Size(m.Text, m.Attributes) }

// ErrChanged is the error of [Messages] for an input that changed after it was validated.
var ErrChanged = errors.New("the input changed while it was published")

// Sum identifies an input by a hash of its messages with their places. The zero value
// identifies an empty input.
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

// Messages reads the messages of a validated input, with the deduplication ids of a run.
// An error ends the sequence: the error of reading the input, or [ErrChanged].
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

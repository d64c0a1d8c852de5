package publish

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"sns-dynamics/internal/number"
)

// load reads the journal of an earlier run. A last line without its end was written when
// the run was killed or the disk was full. load cuts it off, because the next line would
// continue it. If it is the first line, no message was published.
func (j *Journal) load(size int64) error {
	wanted := j.Header
	r := bufio.NewReader(io.LimitReader(j.file, size))
	read := int64(0)
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if n == 1 && !isHalfHeader(line) {
				return fmt.Errorf("line 1: %w", ErrNoJournal)
			}
			if len(line) > 0 {
				err = j.file.Truncate(read)
			} else {
				err = nil
			}
			if n == 1 && err == nil {
				err = j.start()
			}
			return err
		}
		if err != nil {
			return err
		}
		read += int64(len(line))
		if n == 1 {
			err = j.loadHeader(line, wanted)
		} else {
			err = j.loadStep(line)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
}

func (j *Journal) loadHeader(line []byte, wanted Header) error {
	var h Header
	if err := json.Unmarshal(line, &h); err != nil || h.Version != journalVersion || h.Run == "" {
		return ErrNoJournal
	}
	switch {
	case h.Topic != wanted.Topic:
		return fmt.Errorf("%w: to topic %s, not %s", ErrOther, h.Topic, wanted.Topic)
	case h.Input != wanted.Input || h.Messages != wanted.Messages:
		return fmt.Errorf("%w: of an input of %s, sha256 %.12s…, not %s, %.12s…", ErrOther, number.Plural(h.Messages, "message"), h.Input, number.Plural(wanted.Messages, "message"), wanted.Input)
	}
	j.Header = h
	return nil
}

// isHalfHeader reports whether a line without its end is the beginning of a header.
func isHalfHeader(line []byte) bool {
	start := []byte(`{"dynctlPublishJournal":`)
	return bytes.HasPrefix(line, start) || bytes.HasPrefix(start, line)
}

func (j *Journal) loadStep(line []byte) error {
	var s step
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return errors.New("expected a line of dynctl publish")
	}
	for _, i := range slices.Concat(s.Try, s.Not, slices.Collect(maps.Keys(s.Done))) {
		if i < 0 || i >= len(j.states) {
			return errors.New("expected the number of a message")
		}
	}
	j.apply(s)
	return nil
}

package deadletter

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
)

// schemaVersion is that of a line of an export. It changes when a field changes
// its meaning or goes away.
const schemaVersion = 1

// line is a letter in an export.
type line struct {
	SchemaVersion int `json:"schemaVersion"`
	Letter
}

// WriteLine writes a letter as one line of JSON, whole: row data as well.
func WriteLine(w io.Writer, l Letter) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(line{schemaVersion, l})
}

// ReadLine reads a letter that [WriteLine] wrote, from its body and attributes, or
// finds that the text is none.
func ReadLine(text []byte) (Letter, bool) {
	var l line
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&l); err != nil || l.SchemaVersion != schemaVersion || l.Source == "" || l.SQSID == "" {
		return Letter{}, false
	}
	read := Letter{
		Source: Unknown, QueueName: l.QueueName, SQSID: l.SQSID, Group: l.Group, Received: l.Received,
		Body: l.Body, Attributes: l.Attributes, System: l.System,
	}
	read.read()
	return read, true
}

// Export writes the letters that are selected, at most so many (0 for no limit), a
// line each, and leaves the queues as they are.
func (b *Box) Export(ctx context.Context, where Where, limit int, w io.Writer) (written int, seen Seen, err error) {
	var failed error
	seen, err = b.Look(ctx, func(l Letter) bool {
		if !where.Matches(l) {
			return true
		}
		if failed = WriteLine(w, l); failed != nil {
			return false
		}
		written++
		return limit == 0 || written < limit
	})
	if failed != nil {
		err = failed
	}
	return written, seen, err
}

package deadletter

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"sns-dynamics/internal/operator/jsonedit"
)

// schemaVersion is the version of a line of an export. It changes if a member changes its
// meaning or is removed.
const schemaVersion = 1

// line is a letter in an export.
type line struct {
	SchemaVersion int `json:"schemaVersion"`
	Letter
}

// WriteLine writes a whole letter, with row data, as one line of JSON with the escapes of
// [jsonedit.Escape]. The error comes from w.
func WriteLine(w io.Writer, l Letter) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(line{schemaVersion, l}); err != nil {
		return err
	}
	_, err := w.Write(jsonedit.Escape(text.Bytes()))
	return err
}

// ReadLine reads a letter that [WriteLine] wrote, from its body and attributes. It returns
// false for any other text.
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

// Export writes the selected letters, at most limit of them (0 is no limit), one line each,
// and leaves the queues unchanged. The errors come from w and from [Queues.Peek].
func (b *Queues) Export(ctx context.Context, where Where, limit int, w io.Writer) (written int, seen Seen, err error) {
	var failed error
	seen, err = b.Peek(ctx, func(l Letter) bool {
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

package message

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics"
)

// Envelope is what SNS says about a message besides its text.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
type Envelope struct {
	TopicARN  string
	MessageID string
	Published time.Time
	// Message is the text that was published.
	Message string
}

// isRaw reports whether there was no envelope: the queue's ARN stands in for the
// topic's, and the time at which the queue was sent the message for that of
// publishing, which says nothing of a message sent anew.
func (e Envelope) isRaw() bool {
	parts := strings.SplitN(e.TopicARN, ":", 4)
	return len(parts) > 2 && parts[2] == "sqs"
}

// Operation decodes the message and gives a create that names no row the id
// that follows from the envelope, so that a message delivered twice makes one
// row. In a batch each such create has an id of its own. A create by an alternate key
// has such an id beside the key. Where the message was published, and not delivered
// raw, it says when. The error is an [*Error].
func (e Envelope) Operation() (dynamics.Operation, error) {
	return decode([]byte(e.Message), decoder{isDelivered: true, envelope: e})
}

// derivedID is a GUID that only this place in this message has: the SHA-256 of
// topic ARN, newline and MessageId, and in a batch newline and the position of the
// operation, from 0, with the publish time in milliseconds in the last six
// bytes, by which SQL Server orders GUIDs, so that rows made one after the
// other stand so in the index. It is marked as version 8, RFC 9562 section 5.8.
func (e Envelope) derivedID(place string) string {
	if place != "" {
		place = "\n" + place
	}
	id := sha256.Sum256([]byte(e.TopicARN + "\n" + e.MessageID + place))
	var published [8]byte
	binary.BigEndian.PutUint64(published[:], uint64(e.Published.UnixMilli()))
	copy(id[10:16], published[2:])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	h := hex.EncodeToString(id[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

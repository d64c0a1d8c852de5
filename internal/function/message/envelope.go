package message

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"sns-dynamics/internal/operation"
)

// Envelope is a message with the data that SNS adds to its text.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
type Envelope struct {
	TopicARN  string
	MessageID string
	Published time.Time
	// Message is the published text.
	Message string
	// Subject is the subject of the message; mostly empty.
	Subject string
	// Attributes are the message attributes as the envelope has them: a JSON object of
	// objects with Type and Value. They are empty for a message without attributes.
	Attributes json.RawMessage
}

// isRaw reports whether the message was delivered raw, without an envelope. TopicARN is then
// the ARN of the queue, and Published is the time at which the queue received the message.
// If the function sends the message to the queue again, that time is not the publish time.
func (e Envelope) isRaw() bool {
	_, inPartition, _ := strings.Cut(e.TopicARN, ":")
	_, service, _ := strings.Cut(inPartition, ":")
	service, _, _ = strings.Cut(service, ":")
	return service == "sqs"
}

// Operation decodes the message. It derives the id of a create without an id from the
// envelope, so that a message that is delivered twice makes one row. In a batch each such
// create has its own id. A create by an alternate key has a derived id beside the key. If the
// message was not delivered raw, the operation has its publish time. An action with once has
// the derived id of its row in the ledger table. The error is an [*Error].
func (e Envelope) Operation() (operation.Operation, error) {
	return decode(e.Message, decoder{isDelivered: true, envelope: e})
}

// Mapped decodes the message that a mapping made of the message of the envelope. It is as
// [Envelope.Operation], with two differences. The id of a create is derived from its entity set
// and its contentId, or its number among the creates of that entity set: so the id stays the
// same if a later version of the mapping makes other operations before it. And an operation
// outside of a batch may have a contentId, because a mapping may make a list of one operation.
// The error is an [*Error].
func (e Envelope) Mapped(text []byte) (operation.Operation, error) {
	return decode(string(text), decoder{isDelivered: true, isMapped: true, creates: creates{}, envelope: e})
}

// derivedID returns a GUID that is unique to a place of the message. The GUID is the SHA-256
// of the topic ARN, a newline and the MessageId. In a batch, a newline and the position of
// the operation, from 0, follow; for the ledger table a newline and the word once; for a create
// of a mapping the place of [creates.place]. The publish time in milliseconds replaces the
// last six bytes: SQL Server sorts GUIDs by these bytes first, so rows that are made one after
// another are neighbours in the index. The version is 8, RFC 9562 section 5.8.
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

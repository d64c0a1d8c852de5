package chaos

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
)

// endpoint is SQS over HTTP, as far as a process under test needs it: it keeps
// what is sent, by queue.
type endpoint struct {
	mu   sync.Mutex
	sent map[string][]sent
}

// sent is a message that the function sent.
type sent struct {
	id    string // MessageId of the envelope
	body  string
	class string // of a dead letter
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // killed in the middle of its call
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	var in call
	if err := json.Unmarshal(body, &in); err != nil {
		http.Error(w, `{"__type":"SerializationException"}`, http.StatusBadRequest)
		return
	}
	if r.Header.Get("X-Amz-Target") != "AmazonSQS.SendMessage" {
		io.WriteString(w, "{}") // a visibility, which this queue has none of
		return
	}
	var envelope struct {
		MessageID string `json:"MessageId"`
	}
	_ = json.Unmarshal([]byte(in.MessageBody), &envelope) // a body without it is a message without an id
	name := in.QueueURL[strings.LastIndexByte(in.QueueURL, '/')+1:]
	e.mu.Lock()
	e.sent[name] = append(e.sent[name], sent{envelope.MessageID, in.MessageBody, in.MessageAttributes["class"].StringValue})
	e.mu.Unlock()
	sum := md5.Sum([]byte(in.MessageBody))
	json.NewEncoder(w).Encode(map[string]string{"MessageId": "m", "MD5OfMessageBody": hex.EncodeToString(sum[:])})
}

// take returns what the retry queue holds of a message, and empties it of that.
func (e *endpoint) take(id string) []sent {
	e.mu.Lock()
	defer e.mu.Unlock()
	var mine, others []sent
	for _, s := range e.sent["work"] {
		if s.id == id {
			mine = append(mine, s)
		} else {
			others = append(others, s)
		}
	}
	e.sent["work"] = others
	return mine
}

// letters are the dead letters of a message.
func (e *endpoint) letters(id string) []sent {
	e.mu.Lock()
	defer e.mu.Unlock()
	var mine []sent
	for _, s := range e.sent["dead"] {
		if s.id == id {
			mine = append(mine, s)
		}
	}
	return mine
}

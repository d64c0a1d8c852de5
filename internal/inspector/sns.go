package inspector

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sns-dynamics/internal/delivery"
)

// maxMessage is the most that SNS takes in one request, in bytes.
const maxMessage = 256 << 10

// isSNS reports whether a request is signed for SNS, which speaks the AWS query
// protocol at the root.
func isSNS(r *http.Request) bool {
	return r.Method == http.MethodPost && r.URL.Path == "/" && isForm(r) && strings.Contains(r.Header.Get("Authorization"), "/sns/aws4_request")
}

// serveSNS takes Publish and PublishBatch of any topic, as SNS does for a topic that
// the function subscribes to.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_Publish.html and
// https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (i *Inspector) serveSNS(w http.ResponseWriter, r *http.Request) {
	// A browser says that it is one, whatever a page has it send. A site that gave its
	// name this machine's address is this origin to it, and signs as it likes.
	if r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		snsRefusal(w, "AuthorizationError", "a browser publishes by the inspector's form only")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPosted))
	form, malformed := url.ParseQuery(string(body))
	if err != nil || malformed != nil {
		snsRefusal(w, "InvalidParameter", "Invalid parameter: expected a form")
		return
	}
	switch action := form.Get("Action"); action {
	case "Publish":
		id, code, problem := i.take(form, "Message")
		if problem != "" {
			snsRefusal(w, code, problem)
			return
		}
		snsAnswer(w, publishResponse{MessageID: id, RequestID: newID()})
	case "PublishBatch":
		out := publishBatchResponse{RequestID: newID()}
		for n := 1; form.Has(fmt.Sprintf("PublishBatchRequestEntries.member.%d.Id", n)); n++ {
			entry := fmt.Sprintf("PublishBatchRequestEntries.member.%d.", n)
			id, code, problem := i.take(form, entry+"Message")
			if problem != "" {
				out.Failed = append(out.Failed, failedEntry{ID: form.Get(entry + "Id"), Code: code, Message: problem, SenderFault: true})
				continue
			}
			out.Successful = append(out.Successful, publishedEntry{ID: form.Get(entry + "Id"), MessageID: id})
		}
		snsAnswer(w, out)
	default:
		snsRefusal(w, "InvalidAction", fmt.Sprintf("the inspector does not know the action %q of SNS, only Publish and PublishBatch", action))
	}
}

// take publishes the message in a field of a form.
func (i *Inspector) take(form url.Values, field string) (id, code, problem string) {
	text, topic := form.Get(field), form.Get("TopicArn")
	switch {
	case text == "":
		return "", "InvalidParameter", "Invalid parameter: Empty message"
	case len(text) > maxMessage:
		return "", "InvalidParameter", "Invalid parameter: Message too long"
	case !strings.HasPrefix(topic, "arn:") || strings.Count(topic, ":") != 5:
		return "", "InvalidParameter", "Invalid parameter: TopicArn"
	case form.Get("MessageStructure") != "":
		return "", "InvalidParameter", "Invalid parameter: the inspector does not know MessageStructure"
	}
	e := i.envelope(topic, text)
	if _, err := i.Publish([]byte(e.String())); err != nil {
		return "", "Throttled", err.Error()
	}
	return e.MessageID, "", ""
}

// envelope is what SNS makes of a message that is published now.
func (i *Inspector) envelope(topic, text string) delivery.Envelope {
	return delivery.Envelope{Type: "Notification", MessageID: newID(), TopicARN: topic, Message: text, Timestamp: i.now().UTC().Truncate(time.Millisecond)}
}

type publishResponse struct {
	XMLName   xml.Name `xml:"http://sns.amazonaws.com/doc/2010-03-31/ PublishResponse"`
	MessageID string   `xml:"PublishResult>MessageId"`
	RequestID string   `xml:"ResponseMetadata>RequestId"`
}

type publishBatchResponse struct {
	XMLName    xml.Name         `xml:"http://sns.amazonaws.com/doc/2010-03-31/ PublishBatchResponse"`
	Successful []publishedEntry `xml:"PublishBatchResult>Successful>member"`
	Failed     []failedEntry    `xml:"PublishBatchResult>Failed>member"`
	RequestID  string           `xml:"ResponseMetadata>RequestId"`
}

type publishedEntry struct {
	ID        string `xml:"Id"`
	MessageID string `xml:"MessageId"`
}

type failedEntry struct {
	ID          string `xml:"Id"`
	Code        string
	Message     string
	SenderFault bool
}

type errorResponse struct {
	XMLName   xml.Name `xml:"http://sns.amazonaws.com/doc/2010-03-31/ ErrorResponse"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

func snsAnswer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "text/xml")
	_ = xml.NewEncoder(w).Encode(v) // a client that is gone needs no answer
}

func snsRefusal(w http.ResponseWriter, code, problem string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusBadRequest)
	_ = xml.NewEncoder(w).Encode(errorResponse{Type: "Sender", Code: code, Message: problem, RequestID: newID()})
}

package sns

import (
	"net/http"
	"strings"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/fifo"
	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/sqs"
)

type publishInput struct {
	TopicArn string
	publishEntry
}

type publishEntry struct {
	ID                     string `json:"Id"`
	Message                string
	Subject                string
	MessageAttributes      []namedAttribute
	MessageGroupID         string `json:"MessageGroupId"`
	MessageDeduplicationID string `json:"MessageDeduplicationId"`
}

type namedAttribute struct {
	Name  string
	Value sqs.Attribute
}

func (e publishEntry) attributes() map[string]sqs.Attribute {
	if len(e.MessageAttributes) == 0 {
		return nil
	}
	m := map[string]sqs.Attribute{}
	for _, a := range e.MessageAttributes {
		m[a.Name] = a.Value
	}
	return m
}

func (e publishEntry) size() int { return len(e.Message) + sqs.Size(e.attributes()) }

type publishResult struct {
	ID             string `xml:"Id,omitempty"`
	MessageID      string `xml:"MessageId"`
	SequenceNumber string `xml:",omitempty"`
}

// publishOne follows https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
func (ts *Topics) publishOne(in publishInput) (any, error) {
	t, err := ts.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	return ts.publish(t, in.publishEntry)
}

func (ts *Topics) publish(t *topic, e publishEntry) (publishResult, error) {
	if err := t.check(e); err != nil {
		return publishResult{}, err
	}
	now := ts.account.Now()
	p := Published{Message: e.Message, Subject: e.Subject, Attributes: e.attributes(), Group: e.MessageGroupID, DeduplicationID: e.MessageDeduplicationID}
	sequence := ""
	if t.fifo {
		if p.DeduplicationID == "" {
			p.DeduplicationID = fifo.ContentHash(e.Message)
		}
		if earlier, found := t.deduplication.Find(p.DeduplicationID, now); found {
			return publishResult{e.ID, earlier.MessageID, earlier.SequenceNumber}, nil
		}
		sequence = ts.account.SequenceNumber()
	}
	p.MessageID = ts.account.UUID()
	if t.fifo {
		t.deduplication.Remember(p.DeduplicationID, fifo.Accepted{MessageID: p.MessageID, SequenceNumber: sequence, At: now})
	}
	t.published = account.Kept(ts.account, append(t.published, p))
	for _, s := range ts.subscriptionsOf(t) {
		if err := ts.deliver(t, s, p, sequence); err != nil {
			return publishResult{}, protocol.Refuse(http.StatusTooManyRequests, "Throttled", "%v", err)
		}
	}
	return publishResult{e.ID, p.MessageID, sequence}, nil
}

// check returns the error of a message that SNS does not accept.
func (t *topic) check(e publishEntry) error {
	switch {
	case e.Message == "":
		return refuse("InvalidParameter", "Invalid parameter: Empty message")
	case e.size() > t.maxMessage():
		return refuse("InvalidParameter", "Invalid parameter: Message too long")
	case len(e.Subject) > 100 || strings.ContainsAny(e.Subject, "\r\n"):
		return refuse("InvalidParameter", "Invalid parameter: Subject")
	case t.fifo && e.MessageGroupID == "":
		return refuse("InvalidParameter", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics")
	case t.fifo && e.MessageDeduplicationID == "" && t.attributes["ContentBasedDeduplication"] != "true":
		return refuse("InvalidParameter", "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
	case !t.fifo && e.MessageDeduplicationID != "":
		return refuse("InvalidParameter", "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type")
	}
	for _, a := range e.MessageAttributes {
		if a.Value.DataType == "String.Array" {
			continue
		}
		if wrong := a.Value.Check(); wrong != "" {
			return refuse("ParameterValueInvalid", "The message attribute '%s' %s.", a.Name, wrong)
		}
	}
	return nil
}

package awstest

import (
	"strings"
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
	Value Attribute
}

func (e publishEntry) attributes() map[string]Attribute {
	if len(e.MessageAttributes) == 0 {
		return nil
	}
	m := map[string]Attribute{}
	for _, a := range e.MessageAttributes {
		m[a.Name] = a.Value
	}
	return m
}

func (e publishEntry) size() int { return len(e.Message) + size(e.attributes()) }

type publishResult struct {
	ID             string `xml:"Id,omitempty"`
	MessageID      string `xml:"MessageId"`
	SequenceNumber string `xml:",omitempty"`
}

// publishOne is Publish to a topic.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
func (c *Cloud) publishOne(in publishInput) (any, error) {
	t, err := c.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	return c.publish(t, in.publishEntry)
}

func (c *Cloud) publish(t *topic, e publishEntry) (publishResult, error) {
	if err := t.check(e); err != nil {
		return publishResult{}, err
	}
	now := c.now()
	p := Published{Message: e.Message, Subject: e.Subject, Attributes: e.attributes(), Group: e.MessageGroupID, DeduplicationID: e.MessageDeduplicationID}
	sequence := ""
	if t.fifo {
		if p.DeduplicationID == "" {
			p.DeduplicationID = contentHash(e.Message)
		}
		if was, found := t.dedup.find(p.DeduplicationID, now); found {
			return publishResult{e.ID, was.id, was.sequence}, nil
		}
		sequence = c.sequence()
	}
	p.MessageID = c.id()
	if t.fifo {
		t.dedup[p.DeduplicationID] = taken{p.MessageID, sequence, now}
	}
	t.published = append(t.published, p)
	for _, s := range c.subscriptionsOf(t) {
		c.deliver(t, s, p, sequence)
	}
	return publishResult{e.ID, p.MessageID, sequence}, nil
}

func (t *topic) check(e publishEntry) error {
	switch {
	case e.Message == "":
		return snsRefuse("InvalidParameter", "Invalid parameter: Empty message")
	case e.size() > t.maxMessage():
		return snsRefuse("InvalidParameter", "Invalid parameter: Message too long")
	case len(e.Subject) > 100 || strings.ContainsAny(e.Subject, "\r\n"):
		return snsRefuse("InvalidParameter", "Invalid parameter: Subject")
	case t.fifo && e.MessageGroupID == "":
		return snsRefuse("InvalidParameter", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics")
	case t.fifo && e.MessageDeduplicationID == "" && t.attributes["ContentBasedDeduplication"] != "true":
		return snsRefuse("InvalidParameter", "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
	case !t.fifo && e.MessageDeduplicationID != "":
		return snsRefuse("InvalidParameter", "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type")
	}
	for _, a := range e.MessageAttributes {
		if a.Value.DataType == "String.Array" {
			continue
		}
		if wrong := a.Value.check(); wrong != "" {
			return snsRefuse("ParameterValueInvalid", "The message attribute '%s' %s.", a.Name, wrong)
		}
	}
	return nil
}

type publishBatchInput struct {
	TopicArn                   string
	PublishBatchRequestEntries []publishEntry
}

// publishBatch publishes each entry by itself; what is wrong with one entry
// fails that entry, and the call succeeds.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (c *Cloud) publishBatch(in publishBatchInput) (any, error) {
	t, err := c.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	ids, total := []string{}, 0
	for _, e := range in.PublishBatchRequestEntries {
		ids = append(ids, e.ID)
		total += e.size()
	}
	if err := checkBatch(ids, snsRefuse); err != nil {
		return nil, err
	}
	if total > t.maxMessage() {
		return nil, snsRefuse("BatchRequestTooLong", "The length of all the messages put together is more than the limit.")
	}
	var out struct {
		Successful []publishResult `xml:"Successful>member"`
		Failed     []batchError    `xml:"Failed>member"`
	}
	for _, e := range in.PublishBatchRequestEntries {
		if f, faulted := c.takeEntryFault("PublishBatch", e.ID); faulted {
			out.Failed = append(out.Failed, f)
			continue
		}
		done, err := c.publish(t, e)
		if err == nil {
			out.Successful = append(out.Successful, done)
			continue
		}
		f, err := failedEntry(e.ID, err)
		if err != nil {
			return nil, err
		}
		out.Failed = append(out.Failed, f)
	}
	return out, nil
}

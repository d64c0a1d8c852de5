package pattern

// The fields of an event. A pattern names no other field at its top.
const (
	// Message is the object that was published.
	Message = "message"
	// Attributes holds the message attributes by their names.
	Attributes = "attributes"
	// TopicARN is the ARN of the topic.
	TopicARN = "topicArn"
)

// Pattern is a compiled event pattern. A Pattern is safe for concurrent use.
type Pattern struct{ alternatives []*branch }

// Compile reads a pattern: JSON text of at most 16 KiB over the fields message, attributes
// and topicArn. An error is an [*Error].
func Compile(text []byte) (*Pattern, error) {
	root, err := parse(text)
	if err != nil {
		return nil, err
	}
	combinations, err := expander{}.object(root, nil)
	if err != nil {
		return nil, err
	}
	p := &Pattern{}
	for _, conditions := range combinations {
		b := &branch{}
		for _, c := range conditions {
			if err := b.add(c, c.path); err != nil {
				return nil, err
			}
		}
		p.alternatives = append(p.alternatives, b)
	}
	return p, nil
}

// Matches reports whether an event matches. The event has the fields message, attributes and
// topicArn, with the values that encoding/json makes with UseNumber. The time grows with the
// size of the event, multiplied by the number of the conditions in the pattern.
func (p *Pattern) Matches(event map[string]any) bool {
	m := &matcher{event: event, hasAlternatives: len(p.alternatives) > 1}
	for _, b := range p.alternatives {
		if m.matches(b, event) {
			return true
		}
	}
	return false
}

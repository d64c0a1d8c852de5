package route

import "sns-dynamics/internal/function/pattern"

// Event returns the event that the patterns of routes match: the message, its attributes and
// the ARN of its topic. The message is a JSON object with numbers as json.Number. The
// attributes are string, json.Number or []any.
func Event(message, attributes map[string]any, topicARN string) map[string]any {
	if attributes == nil {
		attributes = map[string]any{}
	}
	return map[string]any{pattern.Message: message, pattern.Attributes: attributes, pattern.TopicARN: topicARN}
}

package worlds

import (
	"strconv"
	"strings"
)

// writeConditions writes what conditions compute of a list in the place of the functions:
// the item of TopicArns at an index, and the text of a list without its commas. MiniStack
// has the value of a list as one text.
func (t template) writeConditions(topics []string) int {
	conditions := object(map[string]any(t), "Conditions")
	written := 0
	for name, condition := range conditions {
		conditions[name] = rewrite(condition, topics, &written)
	}
	return written
}

// rewrite returns a value with the functions replaced, and counts them.
func rewrite(value any, topics []string, written *int) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = rewrite(v[i], topics, written)
		}
	case map[string]any:
		if items, ok := v["Fn::Select"].([]any); ok {
			*written++
			return itemAt(items[0], topics)
		}
		if joined, ok := v["Fn::Join"].([]any); ok && joined[0] == "" {
			*written++
			return joined[1]
		}
		for key := range v {
			v[key] = rewrite(v[key], topics, written)
		}
	}
	return value
}

// itemAt returns the topic at an index that is a text, or the empty text.
func itemAt(index any, topics []string) string {
	text, _ := index.(string)
	i, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || i >= len(topics) {
		return ""
	}
	return topics[i]
}

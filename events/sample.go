package events

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// Sample is the message of a sample event.
type Sample struct {
	// Name is the name of the event's file without .json.
	Name string
	// Message is the published text, byte for byte.
	Message string
	// IsRedelivery says that the event has the MessageId of an earlier event.
	IsRedelivery bool
}

// Samples returns the messages of all events, in the order of their names. The message of
// an event that must fail may be no operation. The error names the event that has no
// message.
func Samples() ([]Sample, error) {
	names, err := fs.Glob(Files, "*.json")
	if err != nil {
		return nil, err
	}
	var all []Sample
	seen := map[string]bool{} // by MessageId
	for _, name := range names {
		text, err := Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var event struct {
			Records []struct {
				Sns struct{ MessageId, Message string }
			}
		}
		if err := json.Unmarshal(text, &event); err != nil || len(event.Records) != 1 {
			return nil, fmt.Errorf("events/%s: expected an event of one record: %v", name, err)
		}
		sns := event.Records[0].Sns
		all = append(all, Sample{strings.TrimSuffix(name, ".json"), sns.Message, seen[sns.MessageId]})
		seen[sns.MessageId] = true
	}
	return all, nil
}

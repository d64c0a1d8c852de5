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
	for _, name := range names {
		text, err := Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var event struct {
			Records []struct{ Sns struct{ Message string } }
		}
		if err := json.Unmarshal(text, &event); err != nil || len(event.Records) != 1 {
			return nil, fmt.Errorf("events/%s: expected an event of one record: %v", name, err)
		}
		all = append(all, Sample{strings.TrimSuffix(name, ".json"), event.Records[0].Sns.Message})
	}
	return all, nil
}

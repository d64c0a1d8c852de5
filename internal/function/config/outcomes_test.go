package config_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/outcome"
)

func TestOutcomes(t *testing.T) {
	const topic = "arn:aws:sns:eu-west-1:111122223333:outcomes"
	for _, tt := range []struct {
		mode, topic string
		names       string // the variable that the error names; empty without an error
		want        outcome.Mode
	}{
		{"", "", "", outcome.Off},
		{"none", "", "", outcome.Off},
		{"none", topic, "", outcome.Off},
		{"failures", topic, "", outcome.Failures},
		{"all", topic, "", outcome.All},
		{"All", topic, config.Outcomes, ""},
		{"all", "", config.OutcomeTopicARN, ""},
		{"failures", topic + ".fifo", config.OutcomeTopicARN, ""},
		{"all", "arn:aws:sqs:eu-west-1:111122223333:outcomes", config.OutcomeTopicARN, ""},
	} {
		got, err := config.FromEnv(func(name string) string {
			return map[string]string{config.SecretARN: "arn", config.Outcomes: tt.mode, config.OutcomeTopicARN: tt.topic}[name]
		})
		switch {
		case tt.names == "" && (err != nil || got.Outcomes != tt.want || got.OutcomeTopicARN != tt.topic):
			t.Errorf("%q, %q: %+v, %v", tt.mode, tt.topic, got, err)
		case tt.names != "" && (err == nil || !strings.Contains(err.Error(), "variable "+tt.names+":")):
			t.Errorf("%q, %q: %v, want an error that names %s", tt.mode, tt.topic, err, tt.names)
		}
	}
}

package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"sns-dynamics/internal/function/outcome"
)

// readOutcomes reads Outcomes and OutcomeTopicARN.
func (c *Config) readOutcomes(getenv func(string) string) error {
	c.Outcomes = outcome.Mode(cmp.Or(getenv(Outcomes), string(outcome.Off)))
	c.OutcomeTopicARN = getenv(OutcomeTopicARN)
	switch {
	case !slices.Contains(outcome.Modes(), c.Outcomes):
		return fmt.Errorf("environment variable %s: expected one of %v", Outcomes, outcome.Modes())
	case c.Outcomes == outcome.Off:
		return nil
	case !standardTopic().MatchString(c.OutcomeTopicARN):
		return fmt.Errorf("environment variable %s: expected the ARN of a standard SNS topic, because %s is %s", OutcomeTopicARN, Outcomes, c.Outcomes)
	}
	return nil
}

var standardTopic = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$`)
})

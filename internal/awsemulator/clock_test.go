package awsemulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/awsemulator"
)

// TestFixedTimeNeedsClock gives fixed times to a Cloud with the wall clock, and
// to a Cloud with a clock of the test.
func TestFixedTimeNeedsClock(t *testing.T) {
	sent := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	uses := map[string]func(c *awsemulator.Cloud){
		"Sent": func(c *awsemulator.Cloud) { c.Put(c.AddQueue("q", nil), awsemulator.Message{Body: "m", Sent: sent}) },
		"FirstReceived": func(c *awsemulator.Cloud) {
			c.Put(c.AddQueue("q", nil), awsemulator.Message{Body: "m", FirstReceived: sent})
		},
		"log line":     func(c *awsemulator.Cloud) { c.Log("group", "stream", sent, "line") },
		"StateUpdated": func(c *awsemulator.Cloud) { c.AddAlarm(awsemulator.Alarm{Name: "a", StateUpdated: sent}) },
	}
	refusal := func(o awsemulator.Options, use func(c *awsemulator.Cloud)) (text string) {
		c := awsemulator.StartTest(t, o)
		defer func() {
			if r := recover(); r != nil {
				text = fmt.Sprint(r)
			}
		}()
		use(c)
		return ""
	}
	for name, use := range uses {
		t.Run(name, func(t *testing.T) {
			if got := refusal(awsemulator.Options{}, use); !strings.Contains(got, "2026-11-21T09:30:00Z") || !strings.Contains(got, "set Options.Now") {
				t.Errorf("on the wall clock: panic %q, want the time and the option to set", got)
			}
			if got := refusal(awsemulator.Options{Now: func() time.Time { return sent }}, use); got != "" {
				t.Errorf("on a clock of the test: panic %q", got)
			}
		})
	}
	c := awsemulator.StartTest(t, awsemulator.Options{})
	url := c.AddQueue("q", nil)
	c.Put(url, awsemulator.Message{Body: "m"})
	is(t, "messages without a time, on the wall clock", len(c.Messages(url)), 1)
}

package awstest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/awstest"
)

// TestFixedTimeNeedsClock gives fixed times to a Cloud with the wall clock, and
// to a Cloud with a clock of the test.
func TestFixedTimeNeedsClock(t *testing.T) {
	sent := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	uses := map[string]func(c *awstest.Cloud){
		"Sent":          func(c *awstest.Cloud) { c.Put(c.AddQueue("q", nil), awstest.Message{Body: "m", Sent: sent}) },
		"FirstReceived": func(c *awstest.Cloud) { c.Put(c.AddQueue("q", nil), awstest.Message{Body: "m", FirstReceived: sent}) },
		"log line":      func(c *awstest.Cloud) { c.Log("group", "stream", sent, "line") },
		"StateUpdated":  func(c *awstest.Cloud) { c.AddAlarm(awstest.Alarm{Name: "a", StateUpdated: sent}) },
	}
	refusal := func(o awstest.Options, use func(c *awstest.Cloud)) (text string) {
		c := awstest.StartTest(t, o)
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
			if got := refusal(awstest.Options{}, use); !strings.Contains(got, "2026-11-21T09:30:00Z") || !strings.Contains(got, "set Options.Now") {
				t.Errorf("on the wall clock: panic %q, want the time and the option to set", got)
			}
			if got := refusal(awstest.Options{Now: func() time.Time { return sent }}, use); got != "" {
				t.Errorf("on a clock of the test: panic %q", got)
			}
		})
	}
	c := awstest.StartTest(t, awstest.Options{})
	url := c.AddQueue("q", nil)
	c.Put(url, awstest.Message{Body: "m"})
	is(t, "messages without a time, on the wall clock", len(c.Messages(url)), 1)
}

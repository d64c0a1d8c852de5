package bulkdelete

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/odata"
)

// recurrence says when a job runs: at first, and then every so many days; once if days is 0.
type recurrence struct {
	first time.Time
	days  int
}

// known are the frequencies of the documents. Only the first is one of this action.
var frequencies = []string{"DAILY", "HOURLY", "WEEKLY", "MONTHLY"}

// parseRecurrence reads a pattern, such as "FREQ=DAILY;INTERVAL=2;BYHOUR=3". Hours and
// minutes are of UTC. "" means once. The documents show FREQ and INTERVAL, and name
// RFC 2445 for the rest; that Dataverse takes BYHOUR and BYMINUTE is a doubt. The error is
// an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/asynchronous-service#recurrence-start-times-and-patterns
// and, of the codes, https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func parseRecurrence(pattern string, start time.Time) (recurrence, error) {
	if pattern == "" {
		return recurrence{first: start}, nil
	}
	rule := map[string]string{"INTERVAL": "1"}
	for part := range strings.SplitSeq(strings.TrimSuffix(pattern, ";"), ";") {
		name, text, found := strings.Cut(part, "=")
		if !found || text == "" {
			return recurrence{}, badPattern()
		}
		switch name {
		case "FREQ", "INTERVAL", "BYHOUR", "BYMINUTE":
			rule[name] = text
		default:
			return recurrence{}, odata.NotCovered("%.40s in the RecurrencePattern of %s", name, action)
		}
	}
	if err := checkFrequency(rule["FREQ"]); err != nil {
		return recurrence{}, err
	}
	days, valid := number(rule["INTERVAL"], 1, 999)
	hour, minute := start.Hour(), start.Minute()
	if text := rule["BYHOUR"]; text != "" {
		var ok bool
		hour, ok = number(text, 0, 23)
		valid = valid && ok
	}
	if text := rule["BYMINUTE"]; text != "" {
		var ok bool
		minute, ok = number(text, 0, 59)
		valid = valid && ok
	}
	if !valid {
		return recurrence{}, odata.NotCovered("the RecurrencePattern %.100s of %s", pattern, action)
	}
	first := time.Date(start.Year(), start.Month(), start.Day(), hour, minute, start.Second(), 0, time.UTC)
	if first.Before(start) {
		first = first.AddDate(0, 0, 1)
	}
	return recurrence{first, days}, nil
}

func checkFrequency(frequency string) error {
	for i, known := range frequencies {
		switch {
		case frequency != known:
		case i == 0:
			return nil
		default:
			return odata.Refuse(http.StatusBadRequest, "0x8004d2a0", "Bulk Delete and Duplicate Detection recurrence must be specified as daily.")
		}
	}
	return badPattern()
}

func badPattern() *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x8004e100", "Invalid recurrence pattern.")
}

func number(text string, low, high int) (n int, ok bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= low && n <= high
}

// next is the first run after a time; the zero time if no run is left.
func (r recurrence) next(after time.Time) time.Time {
	switch {
	case r.first.After(after):
		return r.first
	case r.days == 0:
		return time.Time{}
	}
	passed := int(after.Sub(r.first) / (24 * time.Hour))
	return r.first.AddDate(0, 0, (passed/r.days+1)*r.days)
}

package deadletter

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseSince parses a time of RFC 3339, or an age before now: a number of days (3d) or a
// value for [time.ParseDuration]. The error says which forms are valid, or that the time is
// after now.
func ParseSince(value string, now time.Time) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, value); err == nil {
		if t.After(now) {
			return time.Time{}, fmt.Errorf("%q is in the future: expected an earlier time, or an age such as 2h or 3d", value)
		}
		return t, nil
	}
	if days, ok := strings.CutSuffix(value, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return now.AddDate(0, 0, -int(n)), nil
		}
	}
	if d, err := time.ParseDuration(value); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("%q: expected a time such as 2026-11-21T09:30:00Z, or an age such as 2h or 3d", value)
}

// EarlierSince returns an age for [ParseSince] that is earlier than a time. It returns false if the
// time is so long ago that a deployment keeps no log.
func EarlierSince(since, now time.Time) (age string, ok bool) {
	for _, days := range []int{1, 7, 30, 365} {
		// A search of one day that began a moment ago is a search of that day.
		if since.Sub(now.AddDate(0, 0, -days)) > time.Minute {
			return strconv.Itoa(days) + "d", true
		}
	}
	return "", false
}

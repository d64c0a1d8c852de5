package dynamics

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// parseRetryAfter reads a Retry-After header: seconds or a date, as in RFC 9110,
// section 10.2.3; seconds with a fraction; or hh:mm:ss. A part of a second counts
// as a whole one. A date is compared with the date of the response, where that is
// given, as the clock here may be wrong. An empty header, a negative number, a past
// date and any other text are no wait: 0.
func parseRetryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, ok := parseSeconds(value); ok {
		// A number too large for a duration, or for any integer, is still a wait.
		const most = int64(math.MaxInt64 / time.Second)
		return time.Duration(min(max(seconds, 0), most)) * time.Second
	}
	if until, err := http.ParseTime(value); err == nil {
		if sent, err := http.ParseTime(header.Get("Date")); err == nil {
			now = sent
		}
		return max(0, until.Sub(now))
	}
	return 0
}

// parseSeconds reads a number of seconds, rounded up: whole, with a fraction, or as
// hours, minutes and seconds.
func parseSeconds(value string) (seconds int64, ok bool) {
	whole, fraction, hasFraction := strings.Cut(value, ".")
	if hasFraction && !allDigits(fraction) {
		return 0, false
	}
	roundUp := int64(0)
	if strings.Trim(fraction, "0") != "" && !strings.HasPrefix(value, "-") {
		roundUp = 1
	}
	if fields := strings.Split(whole, ":"); len(fields) == 3 {
		for _, field := range fields {
			n, err := strconv.ParseInt(field, 10, 32)
			if err != nil || !allDigits(field) {
				return 0, false
			}
			seconds = seconds*60 + n
		}
		return seconds + roundUp, true
	}
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, false
	}
	if seconds < math.MaxInt64 {
		seconds += roundUp
	}
	return seconds, true
}

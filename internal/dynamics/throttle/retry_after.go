package throttle

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ParseRetryAfter reads a Retry-After header: seconds or a date (RFC 9110, section
// 10.2.3), seconds with a fraction, or hh:mm:ss. It rounds a part of a second up. It
// compares a date with the Date header of the response if there is one, because the
// local clock may be wrong. An empty header, a negative number, a date in the past and
// any other text give 0.
func ParseRetryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, ok := parseSeconds(value); ok {
		// A number that is too large for a duration, or for any integer, still means a
		// wait.
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

// parseSeconds reads a number of seconds: whole, with a fraction (rounded up), or as
// hours, minutes and seconds.
func parseSeconds(value string) (seconds int64, ok bool) {
	whole, fraction, hasFraction := strings.Cut(value, ".")
	if hasFraction && !isDigits(fraction) {
		return 0, false
	}
	roundUp := int64(0)
	if strings.Trim(fraction, "0") != "" && !strings.HasPrefix(value, "-") {
		roundUp = 1
	}
	if fields := strings.Split(whole, ":"); len(fields) == 3 {
		for _, field := range fields {
			n, err := strconv.ParseInt(field, 10, 32)
			if err != nil || !isDigits(field) {
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

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

package throttle

import (
	"net/http"
	"strconv"
	"strings"
)

// Remaining is the unused part of the limits of the user on the server that responded, by its
// x-ms-ratelimit headers. A negative value is unknown.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
type Remaining struct{ Requests, Seconds float64 }

// ParseRemaining reads the headers. A missing or malformed header is unknown.
func ParseRemaining(h http.Header) Remaining {
	return Remaining{
		Requests: parseAmount(h.Get("X-Ms-Ratelimit-Burst-Remaining-Xrm-Requests")),
		Seconds:  parseAmount(h.Get("X-Ms-Ratelimit-Time-Remaining-Xrm-Requests")),
	}
}

// parseAmount reads a number with commas between its thousands.
func parseAmount(text string) float64 {
	if text == "" {
		return -1
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil || !(v >= 0 && v <= 1e12) {
		return -1
	}
	return v
}

package throttle

import (
	"time"

	"sns-dynamics/internal/errorcode"
)

// Limit is a service protection limit of Dataverse. Each web server counts the use of each
// user.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
type Limit int

// The limits that a 429 names. Another limit is UnknownLimit.
const (
	UnknownLimit  Limit = iota
	Requests            // the requests of the last five minutes
	ExecutionTime       // their execution time
	Concurrency         // the requests at a time
)

// LimitOf returns the limit that the code of a 429 names.
func LimitOf(code uint32) Limit {
	switch code {
	case errorcode.RequestLimit:
		return Requests
	case errorcode.TimeLimit:
		return ExecutionTime
	case errorcode.ParallelLimit, errorcode.DSSLimit:
		return Concurrency
	}
	return UnknownLimit
}

// Response has the facts of a response that concern the limits.
type Response struct {
	// Took is the time from the request to the response.
	Took time.Duration
	// IsRefused tells a 429 from another response, and Limit is the limit that it names.
	IsRefused bool
	Limit     Limit
	// RetryAfter is the wait that a 429 asks for.
	RetryAfter time.Duration
	Remaining  Remaining
}

// The documented limits of one server. They are the first guess: an environment may have
// other limits.
const (
	documentedRequests = 6000
	documentedSeconds  = 1200
)

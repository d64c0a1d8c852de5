package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The limits of a message. MaxBytes holds for the whole process: it is the least memory of a
// Lambda function. MaxTime ends a single function of jq that the limit of instructions does not
// end.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const (
	MaxBytes = 128 << 20
	MaxTime  = 30 * time.Second
)

// The errors of a message that the sandbox ends.
var (
	ErrMemory = errors.New("the mapping needs more than 128 MB of memory")
	ErrTime   = fmt.Errorf("the mapping takes longer than %v", MaxTime)
)

// Result is the result of the routes for a message.
type Result struct {
	// Route is the name of the route; empty if no route matches.
	Route string
	// IsIgnored says that the message has no operation.
	IsIgnored bool
	// Message is the message that the mapping made, as JSON; empty without a mapping.
	Message json.RawMessage `json:",omitempty"`
	// Code and Text are the code and the error of a message that the routes reject.
	Code, Text string
}

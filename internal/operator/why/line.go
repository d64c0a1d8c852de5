package why

import (
	"cmp"
	"fmt"
	"time"
)

// line is a line of the function's log, or Lambda's report of an invocation.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
type line struct {
	Class, Code, Operation, EntitySet string
	Status                            int
	Error, Fix, HandOverError         string
	Message, Msg                      string // of the two, by the runtime of Lambda
	Record                            struct {
		Status  string
		Metrics struct {
			DurationMs                    float64
			MemorySizeMB, MaxMemoryUsedMB int
		}
	}
}

// cause returns the cause of one line, without its time.
func (l line) cause() Cause {
	c := Cause{Class: l.Class, Code: l.Code, Status: l.Status, Operation: l.Operation, EntitySet: l.EntitySet, Error: l.Error, Fix: l.Fix}
	switch m := l.Record.Metrics; {
	case m.DurationMs > 0:
		took := time.Duration(m.DurationMs * float64(time.Millisecond)).Round(time.Second)
		c.Code = "invocation: " + cmp.Or(l.Record.Status, "success")
		c.Error = fmt.Sprintf("an invocation took %v, and %d of %d MB", took, m.MaxMemoryUsedMB, m.MemorySizeMB)
	case l.HandOverError != "":
		c.Code, c.Error = "handOverError", l.HandOverError
	case c.Error == "":
		c.Error = cmp.Or(l.Message, l.Msg)
	}
	return c
}

package xray

import "strings"

// Parent is the segment of an invocation, from its tracing header. Subsegments belong to
// it.
type Parent struct {
	// TraceID is the id of the trace, such as
	// 1-5759e988-bd862e3fe1be46a994272793; empty without a trace.
	TraceID string
	// SegmentID is the id of the segment: 16 hexadecimal digits.
	SegmentID string
	// IsSampled says that X-Ray keeps the trace.
	IsSampled bool
}

// ParseHeader reads a tracing header. A malformed header gives the zero Parent.
//
// See https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
func ParseHeader(header string) Parent {
	var p Parent
	for field := range strings.SplitSeq(header, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch {
		case name == "Root" && isTraceID(value):
			p.TraceID = value
		case name == "Parent" && isHex(value, 16):
			p.SegmentID = value
		case name == "Sampled":
			p.IsSampled = value == "1"
		}
	}
	if p.TraceID == "" {
		return Parent{}
	}
	return p
}

// isTraceID reports whether the text has the form 1-TIME-RANDOM.
func isTraceID(text string) bool {
	version, rest, _ := strings.Cut(text, "-")
	time, random, _ := strings.Cut(rest, "-")
	return version == "1" && isHex(time, 8) && isHex(random, 24)
}

func isHex(text string, digits int) bool {
	return len(text) == digits && strings.Trim(text, "0123456789abcdef") == ""
}

// Package xray adds subsegments to the trace of an invocation. It writes them to
// the X-Ray daemon that Lambda runs beside a function, a datagram each. A function
// can have no segment of its own: that is Lambda's.
//
// See https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
package xray

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"
)

// patience is how long a datagram waits for room in the socket's buffer.
const patience = 100 * time.Millisecond

// Tracer sends subsegments to the daemon. It is safe for concurrent use; a nil one
// sends nothing.
type Tracer struct{ socket net.Conn }

// Dial opens a socket to the daemon, of which address is the IP address and port:
// no name is looked up, and nothing is sent.
func Dial(address string) (*Tracer, error) {
	daemon, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, fmt.Errorf("address of the X-Ray daemon: expected an IP address and a port: %w", err)
	}
	socket, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(daemon))
	if err != nil {
		return nil, fmt.Errorf("open a socket to the X-Ray daemon: %w", err)
	}
	return &Tracer{socket}, nil
}

// Subsegment is a piece of the work of an invocation.
//
// See https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
type Subsegment struct {
	// Name is what is drawn: letters, digits, blanks and _ . : / - alone.
	Name string
	// Began is when the work began, and Took how long it took.
	Began time.Time
	Took  time.Duration
	// IsError says that the work was refused, and IsThrottled that it was for too
	// many requests; IsFault that whoever did the work failed.
	IsError, IsThrottled, IsFault bool
	// Annotations are what traces can be searched by. Names are of letters,
	// digits and underscores; values are texts or numbers.
	Annotations map[string]any
}

// document is a subsegment as the daemon takes it.
type document struct {
	Name        string         `json:"name"`
	ID          string         `json:"id"`
	TraceID     string         `json:"trace_id"`
	ParentID    string         `json:"parent_id"`
	Type        string         `json:"type"`
	StartTime   float64        `json:"start_time"` // seconds since 1970
	EndTime     float64        `json:"end_time"`
	Error       bool           `json:"error,omitempty"`
	Throttle    bool           `json:"throttle,omitempty"`
	Fault       bool           `json:"fault,omitempty"`
	Annotations map[string]any `json:"annotations,omitempty"`
}

// header stands before each document.
const header = `{"format":"json","version":1}` + "\n"

// Send sends a subsegment of a segment that X-Ray keeps; others it leaves out. It
// waits for a tenth of a second at most, and what cannot be sent is lost: a trace is not
// worth a message's time.
func (t *Tracer) Send(p Parent, s Subsegment) {
	if t == nil || !p.IsSampled || p.SegmentID == "" {
		return
	}
	seconds := func(at time.Time) float64 { return float64(at.UnixMicro()) / 1e6 }
	text, err := json.Marshal(document{
		Name: s.Name, ID: fmt.Sprintf("%016x", rand.Uint64()), TraceID: p.TraceID, ParentID: p.SegmentID, Type: "subsegment",
		StartTime: seconds(s.Began), EndTime: seconds(s.Began.Add(s.Took)),
		Error: s.IsError, Throttle: s.IsThrottled, Fault: s.IsFault, Annotations: s.Annotations,
	})
	if err != nil {
		return // a value that JSON has not
	}
	_ = t.socket.SetWriteDeadline(time.Now().Add(patience))
	_, _ = t.socket.Write(append([]byte(header), text...))
}

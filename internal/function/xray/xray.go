// Package xray adds subsegments to the trace of an invocation. It sends each subsegment as
// one datagram to the X-Ray daemon that Lambda runs beside a function. A function cannot
// send a segment: Lambda sends it.
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

// patience is the time for which a datagram waits for space in the buffer of the socket.
const patience = 100 * time.Millisecond

// Tracer sends subsegments to the daemon. It is safe for concurrent use. A nil Tracer
// sends nothing.
type Tracer struct{ socket net.Conn }

// Dial opens a UDP socket to the daemon; address is its IP address and port. It looks up
// no name and sends nothing. The error says that the address is malformed, or that the
// system opens no socket.
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

// Subsegment is a part of the work of an invocation.
//
// See https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
type Subsegment struct {
	// Name is the label in the trace. It has only letters, digits, blanks and
	// _ . : / -
	Name string
	// Began is the start of the work, and Took is its duration.
	Began time.Time
	Took  time.Duration
	// IsError says that the service rejected the request, IsThrottled that it throttled
	// the request, and IsFault that the service failed.
	IsError, IsThrottled, IsFault bool
	// Annotations are the searchable data of the trace. Names have letters, digits and
	// underscores; values are texts or numbers.
	Annotations map[string]any
}

// document is the JSON form of a subsegment for the daemon.
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

// header precedes each document.
const header = `{"format":"json","version":1}` + "\n"

// Send sends a subsegment if X-Ray keeps the trace of its parent. It waits for a tenth of
// a second at most. It ignores errors: a trace must not delay a message.
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
		return // an annotation without a JSON form
	}
	_ = t.socket.SetWriteDeadline(time.Now().Add(patience))
	_, _ = t.socket.Write(append([]byte(header), text...))
}

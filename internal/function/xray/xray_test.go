package xray_test

import (
	"encoding/json"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/xray"
)

const (
	traceID   = "1-5759e988-bd862e3fe1be46a994272793"
	segmentID = "53995c3f42cd8ad8"
)

func TestParseHeader(t *testing.T) {
	whole := xray.Parent{TraceID: traceID, SegmentID: segmentID, IsSampled: true}
	for header, want := range map[string]xray.Parent{
		"Root=" + traceID + ";Parent=" + segmentID + ";Sampled=1":                                            whole,
		"Sampled=1; Root=" + traceID + "; Parent=" + segmentID + ";Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2": whole,
		"Root=" + traceID + ";Parent=" + segmentID + ";Sampled=0":                                            {TraceID: traceID, SegmentID: segmentID},
		"Root=" + traceID + ";Parent=" + segmentID:                                                           {TraceID: traceID, SegmentID: segmentID},
		"Root=" + traceID + ";Sampled=1":                                                                     {TraceID: traceID, IsSampled: true},
		"Root=" + traceID + ";Parent=\"};Sampled=1":                                                          {TraceID: traceID, IsSampled: true},
		"": {}, ";;=": {}, "Parent=" + segmentID + ";Sampled=1": {},
		"Root=1-5759e988-bd862e3fe1be46a99427279;Sampled=1":  {},
		"Root=2-5759e988-bd862e3fe1be46a994272793;Sampled=1": {},
		"Root=1-5759e988-BD862E3FE1BE46A994272793;Sampled=1": {},
	} {
		if got := xray.ParseHeader(header); got != want {
			t.Errorf("ParseHeader(%q) = %+v, want %+v", header, got, want)
		}
	}
}

// BenchmarkParseHeader measures the cost for every message of a function, traced or not.
func BenchmarkParseHeader(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		xray.ParseHeader("Root=" + traceID + ";Parent=" + segmentID + ";Sampled=0;Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2")
	}
}

// daemon is a socket that replaces the X-Ray daemon.
func daemon(t *testing.T) (*net.UDPConn, *xray.Tracer) {
	t.Helper()
	socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	tracer, err := xray.Dial(socket.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	return socket, tracer
}

func TestSend(t *testing.T) {
	socket, tracer := daemon(t)
	began := time.Date(2026, 11, 21, 9, 30, 0, 123e6, time.UTC)
	sampled := xray.Parent{TraceID: traceID, SegmentID: segmentID, IsSampled: true}
	tracer.Send(xray.Parent{TraceID: traceID, SegmentID: segmentID}, xray.Subsegment{Name: "not sampled"})
	tracer.Send(xray.Parent{TraceID: traceID, IsSampled: true}, xray.Subsegment{Name: "of no segment"})
	tracer.Send(xray.Parent{}, xray.Subsegment{Name: "of no trace"})
	(*xray.Tracer)(nil).Send(sampled, xray.Subsegment{Name: "by nobody"})
	tracer.Send(sampled, xray.Subsegment{Name: "no JSON", Annotations: map[string]any{"x": func() {}}})
	tracer.Send(sampled, xray.Subsegment{
		Name: "create contacts", Began: began, Took: 62 * time.Millisecond, IsError: true, IsThrottled: true,
		Annotations: map[string]any{"operation": "create", "status": 429},
	})
	packet := make([]byte, 64<<10)
	_ = socket.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := socket.Read(packet)
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(packet[:n]), "\n")
	if head != `{"format":"json","version":1}` {
		t.Errorf("header = %s", head)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if id, _ := got["id"].(string); !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(id) {
		t.Errorf("id = %q, want 16 hexadecimal digits", id)
	}
	delete(got, "id")
	want := map[string]any{
		"name": "create contacts", "trace_id": traceID, "parent_id": segmentID, "type": "subsegment",
		"start_time": 1795253400.123, "end_time": 1795253400.185, "error": true, "throttle": true,
		"annotations": map[string]any{"operation": "create", "status": 429.0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("subsegment (-want +got):\n%s", diff)
	}
}

// TestNobodyListens: the daemon does not run before X-Ray keeps a trace.
func TestNobodyListens(t *testing.T) {
	socket, tracer := daemon(t)
	socket.Close()
	began := time.Now()
	for range 100 {
		tracer.Send(xray.Parent{TraceID: traceID, SegmentID: segmentID, IsSampled: true}, xray.Subsegment{Name: "x"})
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("100 subsegments without a daemon took %v", took)
	}
}

func TestDialRefuses(t *testing.T) {
	for _, address := range []string{"", "localhost:2000", "127.0.0.1", "tcp:127.0.0.1:2000 udp:127.0.0.1:2000", "127.0.0.1:70000"} {
		if _, err := xray.Dial(address); err == nil {
			t.Errorf("Dial(%q): no error", address)
		}
	}
}

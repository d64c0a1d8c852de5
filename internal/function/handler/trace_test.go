package handler_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/xray"
	"sns-dynamics/internal/operation"
)

const traceID = "1-5759e988-bd862e3fe1be46a994272793"

// traced runs an event in a trace, which X-Ray keeps or not. It returns the subsegments
// that the daemon received, and the lines of the log.
func traced(t *testing.T, sampled string, event json.RawMessage, fails ...emulator.Fault) (subsegments, lines []map[string]any) {
	t.Helper()
	daemon, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer daemon.Close()
	tracer, err := xray.Dial(daemon.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	bubble(t, options{tracer: tracer}, func(t *testing.T, e *environment) {
		for _, f := range fails {
			e.Fail(1, f)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
		defer cancel()
		//lint:ignore SA1029 aws-lambda-go has this key
		ctx = context.WithValue(ctx, "x-amzn-trace-id", "Root="+traceID+";Parent=53995c3f42cd8ad8;Sampled="+sampled)
		if _, err := e.Invoke(ctx, event); err != nil {
			t.Fatal(err)
		}
		lines = e.lines(t)
	})
	// The daemon receives the end mark after all subsegments.
	tracer.Send(xray.Parent{TraceID: traceID, SegmentID: "53995c3f42cd8ad8", IsSampled: true}, xray.Subsegment{Name: "end"})
	for packet := make([]byte, 64<<10); ; {
		_ = daemon.SetReadDeadline(time.Now().Add(10 * time.Second))
		n, err := daemon.Read(packet)
		if err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(string(packet[:n]), "\n")
		var s map[string]any
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			t.Fatal(err)
		}
		if s["name"] == "end" {
			return subsegments, lines
		}
		subsegments = append(subsegments, s)
	}
}

func TestTrace(t *testing.T) {
	throttle := emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"600"}}}
	down := emulator.Fault{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"600"}}}
	for _, tt := range []struct {
		name, message string
		fault         *emulator.Fault
		segment       string
		flags         []string
		annotations   map[string]any
	}{
		{"done", deleteContact, nil, "delete contacts", nil,
			map[string]any{"operation": "delete", "entity_set": "contacts", "outcome": "done", "status": 204.0}},
		{"rejected", `{"operation":"action","action":"new_None"}`, nil, "action", []string{"error"},
			map[string]any{"operation": "action", "action": "new_None", "outcome": "dead-letter", "class": "rejected", "code": "0x8006088a", "status": 404.0}},
		{"undecoded", `{}`, nil, "undecoded", []string{"error"},
			map[string]any{"operation": "undecoded", "outcome": "dead-letter", "class": "rejected", "code": "decode"}},
		{"throttled", deleteContact, &throttle, "delete contacts", []string{"throttle"},
			map[string]any{"operation": "delete", "entity_set": "contacts", "outcome": "retry", "class": "unavailable", "status": 429.0}},
		{"down", deleteContact, &down, "delete contacts", []string{"fault"},
			map[string]any{"operation": "delete", "entity_set": "contacts", "outcome": "retry", "class": "unavailable", "status": 503.0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var faults []emulator.Fault
			if tt.fault != nil {
				faults = append(faults, *tt.fault)
			}
			subsegments, lines := traced(t, "1", snsEvent(t, tt.message), faults...)
			if len(subsegments) != 1 || len(lines) != 1 {
				t.Fatalf("%d subsegments, %d lines, want one of each", len(subsegments), len(lines))
			}
			s, line := subsegments[0], lines[0]
			if s["name"] != tt.segment || s["trace_id"] != traceID || line["traceId"] != traceID {
				t.Errorf("subsegment %q of trace %v, line of %v", s["name"], s["trace_id"], line["traceId"])
			}
			for _, flag := range []string{"error", "throttle", "fault"} {
				if (s[flag] == true) != slices.Contains(tt.flags, flag) {
					t.Errorf("%s is %v", flag, s[flag])
				}
			}
			annotations := s["annotations"].(map[string]any)
			if id, _ := annotations["dataverse_request_id"].(string); id != "" || line["dataverseRequestId"] != nil {
				if !operation.IsGUID(id) || line["dataverseRequestId"] != id {
					t.Errorf("request id %q, in the line %v", id, line["dataverseRequestId"])
				}
				delete(annotations, "dataverse_request_id")
			}
			if diff := cmp.Diff(tt.annotations, annotations); diff != "" {
				t.Errorf("annotations (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTracesThatAreNotKept: the log still has the ids of the trace.
func TestTracesThatAreNotKept(t *testing.T) {
	subsegments, lines := traced(t, "0", snsEvent(t, deleteContact))
	if len(subsegments) != 0 || lines[0]["traceId"] != traceID {
		t.Errorf("subsegments = %v, traceId = %v", subsegments, lines[0]["traceId"])
	}
}

func TestTraceOfALargeBatch(t *testing.T) {
	var all []sqsRecord
	for n := range 60 { // of different texts: a duplicate gets no second subsegment
		all = append(all, sqsRecord{id: "x", body: envelope(t, createContact+strings.Repeat(" ", n))})
	}
	if subsegments, _ := traced(t, "1", sqsEvent(t, all...)); len(subsegments) != 50 {
		t.Errorf("%d subsegments of 60 messages, want 50", len(subsegments))
	}
}

package timescale

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestDraw(t *testing.T) {
	begin := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	span := func(from, to int) Span { return Span{at(from), at(to)} }
	for _, tt := range []struct {
		name  string
		to    int
		spans []Span
		want  string
	}{
		{"requests alone", 50, []Span{span(0, 20)}, ""},
		{"no wait", 400, []Span{span(10, 395)}, ""},
		{"a wait between two requests", 10_000, []Span{span(0, 100), span(5100, 10_000)}, "request 0+10, wait 10+500 5s, request 510+490"},
		{"a wait that still lasts", 10_000, []Span{span(0, 1000)}, "request 0+100, wait 100+900 9s"},
		{"a request too short to see", 100_000, []Span{span(0, 10), span(99_990, 100_000)}, "request 0+3, wait 0+999 1m39.98s, request 997+3"},
		{"concurrent requests", 1000, []Span{span(0, 300), span(100, 200), span(250, 500)}, "request 0+300, request 300+3, request 300+200, wait 500+500 500ms"},
		{"a request past the end", 1000, []Span{span(500, 2000)}, "wait 0+500 500ms, request 500+500"},
	} {
		var got []string
		for _, s := range Draw(begin, at(tt.to), tt.spans) {
			text := fmt.Sprintf("request %d+%d", s.X, s.Width)
			if s.IsWait {
				text = fmt.Sprintf("wait %d+%d %v", s.X, s.Width, s.Took)
			}
			if got = append(got, text); s.X < 0 || s.X+s.Width > Width {
				t.Errorf("%s: %s is outside of the drawing", tt.name, text)
			}
		}
		if text := strings.Join(got, ", "); text != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, text, tt.want)
		}
	}
}

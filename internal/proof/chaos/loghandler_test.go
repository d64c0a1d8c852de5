package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
)

// logHandler adds the function's log to the history of the message, and searches it for
// row data.
type logHandler struct{ w *simulation }

func (logHandler) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }
func (j logHandler) WithAttrs([]slog.Attr) slog.Handler         { return j }
func (j logHandler) WithGroup(string) slog.Handler              { return j }

func (j logHandler) Handle(ctx context.Context, r slog.Record) error {
	var b strings.Builder
	values := map[string]string{}
	fmt.Fprintf(&b, "%s %s", r.Level, r.Message)
	r.Attrs(func(a slog.Attr) bool {
		values[a.Key] = a.Value.String()
		if raw, ok := a.Value.Any().(json.RawMessage); ok {
			values[a.Key] = string(raw)
		}
		fmt.Fprintf(&b, " %s=%s", a.Key, a.Value)
		return true
	})
	i := invocationOf(ctx)
	j.w.mu.Lock()
	defer j.w.mu.Unlock()
	if i.c.dead {
		return nil
	}
	if strings.HasPrefix(r.Message, "outcome event") {
		j.w.checkCanaries(i.batch[0], "a line of the log", b.String())
		j.w.loseEvent(values["event"])
		return nil
	}
	m := j.w.byID[values["messageId"]]
	j.w.checkCanaries(m, "a line of the log", b.String())
	if m == nil {
		j.w.wrong(nil, "a line of no message: %s", b.String())
		return nil
	}
	m.note("log: %s", b.String())
	if values["duplicate"] == "" { // otherwise the message is counted already
		i.c.seen.log(values["class"], values["outcome"])
	}
	i.ends = append(i.ends, logEnd{m, values["outcome"]})
	i.reported(m, values["outcome"])
	return nil
}

// loseEvent notes an event that a line of the log holds. Any other line is about no event.
func (w *simulation) loseEvent(text string) {
	var e outcomeEvent
	if json.Unmarshal([]byte(text), &e) != nil || w.byID[e.Data.MessageID] == nil {
		return
	}
	m := w.byID[e.Data.MessageID]
	w.faultCounts.count("outcome event only in the log", m)
	if m.lostEvents == nil {
		m.lostEvents = map[string]bool{}
	}
	m.lostEvents[e.Data.Outcome] = true
}

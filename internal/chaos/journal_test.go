package chaos

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// journal takes the function's log: it goes into the history of the message, and
// nothing of a row may be in it.
type journal struct{ w *world }

func (journal) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }
func (j journal) WithAttrs([]slog.Attr) slog.Handler         { return j }
func (j journal) WithGroup(string) slog.Handler              { return j }

func (j journal) Handle(ctx context.Context, r slog.Record) error {
	var b strings.Builder
	values := map[string]string{}
	fmt.Fprintf(&b, "%s %s", r.Level, r.Message)
	r.Attrs(func(a slog.Attr) bool {
		values[a.Key] = a.Value.String()
		fmt.Fprintf(&b, " %s=%s", a.Key, a.Value)
		return true
	})
	i := invocationOf(ctx)
	j.w.mu.Lock()
	defer j.w.mu.Unlock()
	if i.c.dead {
		return nil
	}
	m := j.w.byID[values["messageId"]]
	j.w.unseen(m, "a line of the log", b.String())
	if m == nil {
		j.w.wrong(nil, "a line of no message: %s", b.String())
		return nil
	}
	m.note("log: %s", b.String())
	if values["duplicate"] == "" { // else the message is counted already
		i.c.seen.log(values["class"], values["outcome"])
	}
	i.reported(m, values["outcome"])
	return nil
}

package inspector

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"

	"sns-dynamics/internal/operator/reason"
)

// journal reads the log lines of the function. They have the outcome of each message, in
// the words that an operator reads.
type journal struct {
	i    *Inspector
	also []slog.Handler
}

// Enabled reports the level of the deployed function.
func (j journal) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// WithAttrs and WithGroup are not used by the function's logger.
func (j journal) WithAttrs([]slog.Attr) slog.Handler { return j }

func (j journal) WithGroup(string) slog.Handler { return j }

// Handle implements [slog.Handler]. The error is always nil.
func (j journal) Handle(ctx context.Context, r slog.Record) error {
	var errs []error
	c := callOf(ctx)
	for _, h := range j.also {
		errs = append(errs, h.Handle(ctx, r.Clone()))
	}
	if c != nil {
		line := map[string]slog.Value{}
		r.Attrs(func(a slog.Attr) bool {
			line[a.Key] = a.Value
			return true
		})
		for _, e := range c.entries {
			if e.MessageID == text(line, "messageId") {
				j.i.logged(e, line)
			}
		}
	}
	return errors.Join(errs...)
}

// logged records the log line of a message.
func (i *Inspector) logged(e *entry, line map[string]slog.Value) {
	why, code := i.clean(text(line, "error")), i.clean(text(line, "code")) // not under the history's lock
	i.history.change(e, func(e *entry) {
		e.Operation, e.Action = cmp.Or(text(line, "operation"), e.Operation), cmp.Or(text(line, "action"), e.Action)
		e.EntitySet, e.Row = cmp.Or(text(line, "entitySet"), e.EntitySet), cmp.Or(text(line, "row"), e.Row)
		if n := int(integer(line, "operations")); n > 0 {
			e.Operations = n
		}
		e.Route = cmp.Or(text(line, "route"), e.Route)
		e.Outcome = text(line, "outcome")
		e.Status = int(integer(line, "status"))
		e.Class, e.Code, e.Fix = text(line, "class"), code, text(line, "fix")
		e.Error, e.Reason = why, reason.Of(why).Clause()
		if e.Error == "" {
			e.Reason = nothingLeft(e.Outcome)
		}
		if e.isRequested() {
			e.Tries += max(1, int(integer(line, "tries")))
		}
		words := []string{e.Outcome}
		if e.Error != "" {
			words = append(words, e.Error)
		}
		e.Timeline = append(e.Timeline, Moment{Time: i.now(), Kind: "logged", Text: strings.Join(words, ": ")})
	})
}

// nothingLeft says why a message had nothing left to do; empty for another outcome.
func nothingLeft(outcome string) string {
	switch outcome {
	case "exists":
		return "the row is there from an earlier delivery"
	case "absent":
		return "there was nothing left to delete"
	case "stale":
		return "the row is as new, by the sequence"
	case "unchanged":
		return "the row has all values already"
	case "ignored":
		return "the routes ignore the message"
	}
	return ""
}

func text(line map[string]slog.Value, name string) string {
	if v, ok := line[name]; ok {
		return v.String()
	}
	return ""
}

func integer(line map[string]slog.Value, name string) int64 {
	if v, ok := line[name]; ok && v.Kind() == slog.KindInt64 {
		return v.Int64()
	}
	return 0
}

package main

import (
	"context"
	"log/slog"
)

// journal keeps what the function logs, a record a line, so that the demo
// shows the outcome from the very line an operator would read.
type journal struct{ records []map[string]slog.Value }

func (j *journal) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

func (j *journal) Handle(_ context.Context, r slog.Record) error {
	record := map[string]slog.Value{}
	r.Attrs(func(a slog.Attr) bool {
		record[a.Key] = a.Value
		return true
	})
	j.records = append(j.records, record)
	return nil
}

// WithAttrs and WithGroup are not used by the function's logger.
func (j *journal) WithAttrs([]slog.Attr) slog.Handler { return j }

func (j *journal) WithGroup(string) slog.Handler { return j }

func (j *journal) forget() { j.records = nil }

package inprocess

import (
	"context"
	"log/slog"
)

// Log keeps the log records of the function, so that a [Transcript] shows an outcome
// from the same record that an operator would read. It is a [slog.Handler]. It is not
// safe for concurrent use.
type Log struct{ records []map[string]slog.Value }

// Enabled reports whether the level is at least Info.
func (l *Log) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// Handle keeps the attributes of a record. It returns no error.
func (l *Log) Handle(_ context.Context, r slog.Record) error {
	record := map[string]slog.Value{}
	r.Attrs(func(a slog.Attr) bool {
		record[a.Key] = a.Value
		return true
	})
	l.records = append(l.records, record)
	return nil
}

// WithAttrs returns l: the function's logger does not use it.
func (l *Log) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup returns l: the function's logger does not use it.
func (l *Log) WithGroup(string) slog.Handler { return l }

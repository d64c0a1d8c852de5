package function

import (
	"context"
	"log/slog"
	"net/http"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/metrics"
)

// recorder returns the recorder of the metrics; nil without a namespace.
func recorder(c Config) *metrics.Recorder {
	if c.MetricsNamespace == "" {
		return nil
	}
	return metrics.New(metrics.Config{Writer: c.Output, Namespace: c.MetricsNamespace, Level: level(c.Log), Routes: c.Routes.Names()})
}

// level returns the lowest level, from INFO on, that the log writes. Lambda drops lines
// below the level of the log, and would drop the metrics.
func level(log *slog.Logger) slog.Level {
	for _, l := range []slog.Level{slog.LevelInfo, slog.LevelWarn} {
		if log.Enabled(context.Background(), l) {
			return l
		}
	}
	return slog.LevelError
}

// watch returns a function that records the client's requests in the metrics.
func watch(m *metrics.Recorder) func(dynamics.Exchange) {
	return func(x dynamics.Exchange) {
		if x.IsForToken {
			m.TokenFetch(x.Status == http.StatusOK)
			return
		}
		m.Request(x.Took, x.Status == http.StatusTooManyRequests, x.RetryAfter)
	}
}

package function

import (
	"context"
	"log/slog"
	"net/http"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/metrics"
)

// recorder makes what records the metrics, nil where no namespace is set.
func recorder(c Config) *metrics.Recorder {
	if c.MetricsNamespace == "" {
		return nil
	}
	return metrics.New(metrics.Config{Writer: c.Output, Namespace: c.MetricsNamespace, Level: level(c.Log)})
}

// level is that of a line that is logged whatever level is set, but no louder than
// it must be.
func level(log *slog.Logger) slog.Level {
	for _, l := range []slog.Level{slog.LevelInfo, slog.LevelWarn} {
		if log.Enabled(context.Background(), l) {
			return l
		}
	}
	return slog.LevelError
}

// watch tells the metrics of the client's requests.
func watch(m *metrics.Recorder) func(dynamics.Exchange) {
	return func(x dynamics.Exchange) {
		if x.IsForToken {
			m.TokenFetch(x.Status == http.StatusOK)
			return
		}
		m.Request(x.Took, x.Status == http.StatusTooManyRequests, x.RetryAfter)
	}
}

package operation_test

import (
	"testing"

	"sns-dynamics/internal/operation"
)

func TestIsTime(t *testing.T) {
	for text, want := range map[string]struct{ time, ofMinute bool }{
		"2026-01-31T09:30:00Z":          {true, false},
		"2026-01-31T09:30:00.5+02:00":   {true, false},
		"2026-01-31T09:30:00.1234567Z":  {true, false},
		"2026-01-31T09:30:00-14:00":     {true, false},
		"2026-01-31T09:30Z":             {false, true},
		"2026-01-31T09:30+05:30":        {false, true},
		"2026-01-31T9:30:00Z":           {false, false},
		"2026-01-31T9:30:00,5Z":         {false, false},
		"2026-01-31T09:30:00,5Z":        {false, false},
		"2026-01-31T09:30:00.Z":         {false, false},
		"2026-01-31T09:30:00z":          {false, false},
		"2026-01-31t09:30:00Z":          {false, false},
		"2026-01-31T09:30:00+14:01":     {false, false},
		"2026-01-31T09:30:00+24:00":     {false, false},
		"2026-01-31T09:30:00+2:00":      {false, false},
		"2026-01-31T09:30:00":           {false, false},
		"2026-01-31T24:00:00Z":          {false, false},
		"2026-02-30T09:30:00Z":          {false, false},
		"2026-1-31T09:30:00Z":           {false, false},
		"2026-01-31 09:30:00Z":          {false, false},
		"2026-01-31T9:30Z":              {false, false},
		"2026-01-31T09:30:00Z and more": {false, false},
		"2026-01-31":                    {false, false},
		"":                              {false, false},
	} {
		if got := operation.IsTime(text); got != want.time {
			t.Errorf("IsTime(%q) = %v", text, got)
		}
		if got := operation.IsTimeOfMinute(text); got != want.ofMinute {
			t.Errorf("IsTimeOfMinute(%q) = %v", text, got)
		}
	}
}

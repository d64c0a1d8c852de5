package doctor

import "testing"

// TestCauseOfAlarms: dead letters are the cause only if no other alarm rings.
func TestCauseOfAlarms(t *testing.T) {
	ids := map[string]string{"a": "DeadLetterAlarm", "b": "DeadLetterGrowthAlarm", "c": "ThrottledAlarm", "d": "OwnAlarm"}
	for _, tt := range []struct {
		inAlarm []string
		want    string
	}{
		{[]string{"a"}, layerDeadLetters},
		{[]string{"a", "b"}, layerDeadLetters},
		{[]string{"a", "c"}, ""},
		{[]string{"d"}, ""},
	} {
		if got := ringing(tt.inAlarm, ids, len(ids)).Cause; got != tt.want {
			t.Errorf("%v: cause %q, want %q", tt.inAlarm, got, tt.want)
		}
	}
}

package doctor

import (
	"testing"

	"sns-dynamics/internal/operator/doctor"
)

// TestFirst: a failure comes before a warning, unless the warning is its cause.
func TestFirst(t *testing.T) {
	fence := doctor.Finding{Name: "fence", Status: doctor.Warning, Fix: "allow less"}
	letters := doctor.Finding{Name: "dead letters", Status: doctor.Warning, Fix: "see the reasons"}
	none := doctor.Finding{Name: "dead letters", Status: doctor.OK}
	token := doctor.Finding{Name: "token", Status: doctor.Failed, Fix: "correct it"}
	alarms := doctor.Finding{Name: "alarms", Status: doctor.Failed, Fix: "explain it"}
	ofLetters := alarms
	ofLetters.Cause = letters.Name
	for _, tt := range []struct {
		name     string
		findings []doctor.Finding
		want     string
	}{
		{"warnings", []doctor.Finding{fence, letters}, "fence"},
		{"an alarm on dead letters", []doctor.Finding{fence, letters, ofLetters}, "dead letters"},
		{"another alarm", []doctor.Finding{fence, letters, alarms}, "alarms"},
		{"an alarm on dead letters that are gone", []doctor.Finding{fence, none, ofLetters}, "alarms"},
		{"a failure before", []doctor.Finding{token, letters, ofLetters}, "token"},
	} {
		if got := summaryOf(tt.findings).First; got == nil || got.Name != tt.want {
			t.Errorf("%s: first %+v, want %s", tt.name, got, tt.want)
		}
	}
}

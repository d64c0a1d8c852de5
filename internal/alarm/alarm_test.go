package alarm_test

import (
	"os"
	"strings"
	"testing"

	"sns-dynamics/internal/alarm"
)

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"DeadLetterAlarm":                            "DeadLetterAlarm",
		"deadletter":                                 "DeadLetterAlarm",
		"sns-dynamics-DeadLetterAlarm-1A2B3C":        "DeadLetterAlarm",
		"emulator-DeadLetterAlarm":                   "DeadLetterAlarm",
		"sns-dynamics-OrderedDeadLetterAlarm-1A2B3C": "OrderedDeadLetterAlarm",
		"sns-dynamics-DeadLetterGrowthAlarm-1A2B3C":  "DeadLetterGrowthAlarm",
		"overdue": "OverdueAlarm",
		"":        "",
		"Alarm":   "",
		"sns-dynamics-DeadLetterAlarmOfAnotherKind-1A2B3": "",
	} {
		found, ok := alarm.Find(name)
		if found.ID != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q, %v, want %q", name, found.ID, ok, want)
		}
	}
}

// TestSections: the document has a section for each alarm, and names the command there.
func TestSections(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, part := range strings.Split(string(text), "\n### ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		body, _, _ = strings.Cut(body, "\n## ")
		sections[strings.ToLower(strings.NewReplacer(",", "", " ", "-").Replace(title))] = body
	}
	for _, a := range alarm.All() {
		document, anchor, _ := strings.Cut(a.Section(), "#")
		body, found := sections[anchor]
		if document != alarm.Document || !found {
			t.Errorf("%s: there is no section %s", a.ID, a.Section())
			continue
		}
		if !strings.Contains(body, "`"+a.Command+"`") {
			t.Errorf("%s: the section does not have the command %s", a.ID, a.Command)
		}
	}
}

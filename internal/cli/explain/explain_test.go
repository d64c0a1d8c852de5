package explain

import (
	"strings"
	"testing"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/alarm"
	"sns-dynamics/internal/cli"
)

// TestListedNames: each code and each alarm that the command lists is explained as such.
func TestListedNames(t *testing.T) {
	shown := func(name string) string {
		found, err := lookUp(&cli.App{}, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return ""
		}
		var text strings.Builder
		if err := found.Text(&text); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	for _, e := range advice.Explanations() {
		text := shown(e.Code)
		if !strings.HasPrefix(text, e.Code) || !strings.Contains(text, "("+string(e.Class)+")\n") {
			t.Errorf("%s of class %s is explained as\n%s", e.Code, e.Class, text)
		}
		of, isAlarm := alarm.Find(e.Code)
		if strings.Contains(text, "dynctl explain "+of.ID+"\n") != isAlarm {
			t.Errorf("%s and alarm %q:\n%s", e.Code, of.ID, text)
		}
	}
	for _, a := range alarm.All() {
		if text := shown(a.ID); !strings.HasPrefix(text, a.ID+"\n") {
			t.Errorf("alarm %s is explained as\n%s", a.ID, text)
		}
	}
}

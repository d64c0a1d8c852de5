package inspector_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
)

// TestLetterNamesWhatIsNotCovered wants the name of what the emulator does not know in the dead
// letter. The function takes parts of its token out of messages, so the token and the
// messages of the emulator have no part in common.
func TestLetterNamesWhatIsNotCovered(t *testing.T) {
	w := start(t)
	w.deliver(`{"operation":"update","entitySet":"leads","id":"` + emulator.LeadID + `","data":{"sic":"1"}}`)
	m := read[inspector.Message](w, "/messages/1")
	if m.Letter == nil || !strings.Contains(m.Letter.Letter.Reason, "501 NotCovered the emulator does not know the column sic of lead") {
		t.Errorf("letter = %+v", m.Letter)
	}
}

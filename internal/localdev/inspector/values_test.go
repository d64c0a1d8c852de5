package inspector_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector"
)

// TestPlainValues shows a message with plain values, and the request that was made of it.
func TestPlainValues(t *testing.T) {
	bubble(t, func(t *testing.T, i *inspector.Inspector, _ *emulator.Emulator) {
		const text = `{"operation":"create","table":"contact","values":{"lastname":"B","gendercode":"Female","parentcustomerid":{"account":{"name":"Contoso Ltd"}}}}`
		publish(t, i, text)
		synctest.Wait()
		m := one(t, i, "/messages/1")
		if m.Outcome != "done" || m.EntitySet != "contacts" || !strings.Contains(m.Message, "Female") {
			t.Errorf("message = %+v", m.Summary)
		}
		shown := serve(i, "GET", "/messages/1")
		for _, part := range []string{"EntityDefinitions(LogicalName=", `\"gendercode\":2`, "parentcustomerid_account@odata.bind"} {
			if !strings.Contains(shown, part) {
				t.Errorf("no %s in %s", part, shown)
			}
		}
	})
}

package dynamics_test

import (
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// The client reads the number of digits of a column once, and only for a fraction.
func TestDigitsAreAskedForOnce(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.storeOrder(t, `{}`)
		for _, step := range []struct {
			value string
			asked int // the definitions, with the definition of the table
		}{{`1`, 0}, {`2.5`, 2}, {`3.5`, 0}, {`4.00`, 0}} {
			e.ForgetRequests()
			op := order(operation.Update, step.value)
			op.Sequence.Column = "new_taxrate"
			e.run(t, op, dynamics.Done)
			asked := 0
			for _, r := range e.sent(emulator.Dataverse) {
				if strings.Contains(r.Target, "EntityDefinitions") {
					asked++
				}
			}
			if asked != step.asked {
				t.Errorf("%s: %d definitions asked for, want %d", step.value, asked, step.asked)
			}
		}
	})
}

// If the definition cannot be read, the value is not wrong.
func TestDigitsThatCannotBeAskedFor(t *testing.T) {
	for status, want := range map[int]operation.Class{503: operation.Unavailable, 401: operation.Misconfigured, 200: operation.Unavailable} {
		bubble(t, func(t *testing.T, e *environment) {
			e.storeOrder(t, `{}`)
			e.ForgetRequests()
			f := emulator.Fault{Service: emulator.Dataverse, Method: http.MethodGet, Status: status}
			if status == http.StatusOK {
				f.Body, f.Header = `{}`, http.Header{"Odata-Version": {"4.0"}, "Content-Type": {"application/json"}}
			}
			e.Fail(100, f)
			op := order(operation.Update, `1.5`)
			op.Sequence.Column = "new_taxrate"
			_, err := e.client.Run(t.Context(), op)
			checkClass(t, "no definition", err, want)
			if len(e.writes()) != 0 {
				t.Errorf("%d: written", status)
			}
		})
	}
}

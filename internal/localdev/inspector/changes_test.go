package inspector_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestColumnsOfAChange: the table of a created row has no column Before, and the table of a
// deleted row no column After.
func TestColumnsOfAChange(t *testing.T) {
	w := start(t)
	w.deliver(createTask)
	w.deliver(updateLead)
	w.deliver(`{"operation":"delete","entitySet":"leads","id":"` + emulator.LeadID + `"}`)
	for n, want := range []string{"After", "Before After", "Before"} {
		page := w.page(fmt.Sprintf("/messages/%d", n+1))
		var got []string
		for _, column := range []string{"Before", "After"} {
			if strings.Contains(page, `<th scope="col">`+column+`</th>`) {
				got = append(got, column)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("message %d: the table has %v, want %s", n+1, got, want)
		}
	}
}

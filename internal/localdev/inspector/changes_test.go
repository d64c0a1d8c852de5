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

// TestChangesOfALargeBatch: a page shows the statuses of the operations above the rows, and
// folds all rows but the first.
func TestChangesOfALargeBatch(t *testing.T) {
	w := start(t)
	w.deliver(`{"operation":"batch","operations":[` + strings.TrimSuffix(strings.Repeat(createTask+",", 30), ",") + `]}`)
	page := w.page("/messages/1")
	statuses, first, folded := strings.Index(page, "30 operations: 30 × 204"), strings.Index(page, `<table class="diff">`), strings.Index(page, ">20 more rows<")
	if statuses < 0 || first < statuses || folded < first {
		t.Errorf("the statuses stand at %d, the first row at %d, the folded rows at %d", statuses, first, folded)
	}
	if n := strings.Count(page[:max(folded, 0)], `<table class="diff">`); n != 10 {
		t.Errorf("%d rows before the folded rows, want 10", n)
	}
}

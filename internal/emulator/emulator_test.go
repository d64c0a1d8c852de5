package emulator_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestConcurrentCreateOnlyUpserts lets many clients race for one row: exactly one client
// makes it.
func TestConcurrentCreateOnlyUpserts(t *testing.T) {
	c := start(t, emulator.Options{})
	statuses := make([]int, 16)
	var wg sync.WaitGroup
	for i := range statuses {
		wg.Go(func() {
			r, err := c.try("PATCH", c.conn.ServiceRootURL+"accounts(11111111-2222-4333-8444-555555555555)", fmt.Appendf(nil, `{"name":"%d"}`, i), c.header("If-None-Match", "*"))
			if err != nil {
				t.Error(err)
			}
			statuses[i] = r.status
			c.Requests()
			c.Rows("accounts")
		})
	}
	wg.Wait()
	slices.Sort(statuses)
	if statuses[0] != 204 || statuses[1] != 412 || statuses[15] != 412 {
		t.Errorf("statuses %v, want one 204 and 412", statuses)
	}
}

func TestInspection(t *testing.T) {
	c := start(t, emulator.Options{})
	sets := c.Tables()
	if !slices.IsSorted(sets) || !slices.Contains(sets, "accounts") || slices.Contains(sets, "tasks") {
		t.Errorf("tables %v", sets)
	}
	if _, err := c.Rows("account"); err == nil {
		t.Error("Rows of an unknown entity set")
	}
	if rows, err := c.Rows("tasks"); err != nil || len(rows) != 0 {
		t.Errorf("tasks %v, %v", rows, err)
	}
}

func TestLargeBody(t *testing.T) {
	c := start(t, emulator.Options{})
	r, err := c.try("POST", c.conn.ServiceRootURL+"accounts", make([]byte, 33<<20), c.header())
	if err != nil || r.status != 413 {
		t.Errorf("status %d, %v", r.status, err)
	}
}

package main

import (
	"fmt"
	"time"
)

// growth measures the time that the function needs for a record, in runs of different
// length. The table is empty at first.
func (b *bench) growth(time.Duration) error {
	sizes := either(b.quick, []int{1_000, 10_000}, []int{1_000, 10_000, 100_000})
	for _, n := range sizes {
		all := upserts(n, 0)
		// A round with few records is less exact, so there are more such rounds.
		rounds := either(b.quick, 1, max(3, min(9, 30_000/n)))
		var times []float64
		for range rounds {
			e, err := startEmulator(b.dir, 0)
			if err != nil {
				return err
			}
			t, err := grow(e, all)
			e.stop()
			if err != nil {
				return err
			}
			times = append(times, t.Seconds/float64(t.Done)*1e6)
		}
		l := result{Name: fmt.Sprintf("growth, %d records", n), Who: ours, Unit: "µs a record", Records: n}
		b.add(l.measured(times))
		b.progress("growth, %d records: %.1f µs each", n, median(times))
	}
	return nil
}

// grow writes the records with one container. The container runs a few batches before the
// measurement, so that the first records do not bear the cost of the start.
func grow(e *emulatorProcess, all []op) (tally, error) {
	f, err := newFleet(e, 1, 0)
	if err != nil {
		return tally{}, err
	}
	before := make([]op, 500)
	for i := range before {
		before[i] = order(9_000_000 + i)
	}
	if _, err := f.run(before, 100, time.Minute); err != nil {
		return tally{}, err
	}
	return f.run(all, 100, 5*time.Minute)
}

package main

import (
	"fmt"
	"time"
)

// growth is what a record takes of ours as there are more of them, in a table
// that is empty at first.
func (b *bench) growth(time.Duration) error {
	sizes := either(b.quick, []int{1_000, 10_000}, []int{1_000, 10_000, 100_000})
	for _, n := range sizes {
		all := upserts(n, 0)
		// The fewer the records, the less a round says.
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

// grow writes the records with one container that has done a few batches before, as
// those at the beginning would else bear what is done once.
func grow(e *emulator, all []op) (tally, error) {
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

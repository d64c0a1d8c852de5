package main

import "time"

// ceiling measures the emulator: the client only sends requests that were made before the
// measurement.
func (b *bench) ceiling(time.Duration) error {
	n := either(b.quick, 10_000, 20_000)
	all := upserts(n, 0)
	ways := []struct {
		who          string
		size, weight int
	}{{"one record in a request, 52 at a time", 1, 1}, {"UpsertMultiple of 100, 8 at a time", 100, 100}, {"UpsertMultiple of 1000, 8 at a time", 1000, 1000}}
	for _, w := range ways {
		l := result{Name: "ceiling of the emulator", Who: w.who, Unit: "records/s"}
		var rates []float64
		for range b.rounds {
			rate, err := b.once(&l, contender{w.who, func(e *emulatorProcess, all []op, limit time.Duration) (tally, error) {
				if w.size > 1 {
					return sendAll(e, many(e.Root, "UpsertMultiple", all, w.size), w.weight, 8, limit)
				}
				calls := make([]call, len(all))
				for i, o := range all {
					calls[i] = o.single(e.Root)
				}
				return sendAll(e, calls, 1, 52, limit)
			}}, all, nil, 0)
			if err != nil {
				return err
			}
			rates = append(rates, rate)
		}
		b.add(l.measured(rates))
		b.progress("ceiling of the emulator: %s: %.0f records/s", w.who, median(rates))
	}
	return nil
}

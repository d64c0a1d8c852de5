package main

import "time"

// withValues marks our messages with plain values.
const withValues = ours + ", values"

// values compares a message with plain values with the same message with data, in turns, and
// counts the requests of batches of such messages.
func (b *bench) values(latency time.Duration) error {
	e, err := startEmulator(b.dir, latency)
	if err != nil {
		return err
	}
	defer e.stop()
	handler := newHandler(e, 0, nil)
	plain, given := orderFor(0)
	withData, event := snsEvent(plain), snsEvent(given)
	ways := []way{
		{ours, func() error { return invoke(handler, withData) }},
		{withValues, func() error { return invoke(handler, event) }},
	}
	if err := b.inTurns("warm message, values", e, ways, latency); err != nil {
		return err
	}
	return b.valuesInBatches(e, latency)
}

// valuesInBatches sends batches of 100 messages with plain values to one container.
func (b *bench) valuesInBatches(e *emulatorProcess, latency time.Duration) error {
	const records = 2000
	all := make([]op, records)
	for i := range all {
		_, all[i] = orderFor(i)
	}
	f, err := newFleet(e, 1, 8)
	if err != nil {
		return err
	}
	before, err := e.usage()
	if err != nil {
		return err
	}
	t, err := f.run(all, 100, time.Minute)
	if err != nil {
		return err
	}
	after, err := e.usage()
	if err != nil {
		return err
	}
	each := round(float64(after.Requests-before.Requests)/float64(t.Done), 4)
	l := result{Name: "upserts, values", Who: ours, LatencyMS: int(latency.Milliseconds()), Unit: "records/s", Records: t.Done, Requests: &each}
	b.add(l.measured([]float64{float64(t.Done) / t.Seconds}))
	return nil
}

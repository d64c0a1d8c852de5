package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"time"
)

// bare is the contender that sends the one request and nothing else.
const bare = "net/http"

// warm compares the time of one message, from the event to the outcome, with the time of
// the bare request. The two take turns.
func (b *bench) warm(latency time.Duration) error {
	e, err := startEmulator(b.dir, latency)
	if err != nil {
		return err
	}
	defer e.stop()
	o := order(0)
	handler, event := newHandler(e, 0, nil), snsEvent(o)
	transport := newTransport()
	defer transport.CloseIdleConnections()
	client, request := &http.Client{Transport: transport}, o.single(e.Root)
	ways := []way{
		{ours, func() error { return invoke(handler, event) }},
		{bare, func() error { return send(context.Background(), client, e.Token, request) }},
	}
	return b.inTurns("warm message", e, ways, latency)
}

// way is a way to carry out one message.
type way struct {
	who string
	run func() error
}

// inTurns compares ways to carry out one message. The first way is one request.
func (b *bench) inTurns(name string, e *emulatorProcess, ways []way, latency time.Duration) error {
	for _, w := range ways {
		for range 20 { // these fill the secret, the token, the connection and the caches
			if err := w.run(); err != nil {
				return err
			}
		}
	}
	for _, w := range ways {
		if w.who == bare {
			continue
		}
		if err := oneRequest(e, w.run); err != nil {
			return err
		}
	}
	rounds, each := either(b.quick, 11, 31), either(b.quick, 200, 1000)
	if latency > 0 {
		rounds, each = either(b.quick, 5, 11), 20
	}
	times, allocations := make([][]float64, len(ways)), make([][]float64, len(ways))
	for range rounds {
		for i, w := range ways {
			ns, allocs, err := repeat(each, w.run)
			if err != nil {
				return err
			}
			times[i], allocations[i] = append(times[i], ns/1000), append(allocations[i], allocs)
		}
	}
	for i, w := range ways {
		base := result{Who: w.who, LatencyMS: int(latency.Milliseconds()), Records: each}
		one := 1.0
		timed := base
		timed.Name, timed.Unit, timed.Requests = name, "µs", &one
		timed.Note = quartiles(times[i])
		b.add(timed.measured(times[i]))
		if latency == 0 {
			counted := base
			counted.Name, counted.Unit = name+", allocations", "allocations"
			b.add(counted.measured(allocations[i]))
		}
	}
	b.progress("%s, %v: %.1f and %.1f µs", name, latency, median(times[0]), median(times[1]))
	return nil
}

// oneRequest checks that a warm message sends exactly one request.
func oneRequest(e *emulatorProcess, run func() error) error {
	const messages = 10
	before, err := e.usage()
	if err != nil {
		return err
	}
	for range messages {
		if err := run(); err != nil {
			return err
		}
	}
	after, err := e.usage()
	if err != nil {
		return err
	}
	if n := after.Requests - before.Requests; n != messages {
		return errors.New(fmt.Sprint(messages, " warm messages made ", n, " requests"))
	}
	return nil
}

// repeat returns the mean time, in nanoseconds, and the mean number of
// allocations of the whole process.
func repeat(times int, run func() error) (ns, allocations float64, err error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	begun := time.Now()
	for range times {
		if err := run(); err != nil {
			return 0, 0, err
		}
	}
	took := time.Since(begun)
	runtime.ReadMemStats(&after)
	n := float64(times)
	return float64(took.Nanoseconds()) / n, float64(after.Mallocs-before.Mallocs) / n, nil
}

// quartiles returns the bounds of the middle half of the rounds.
func quartiles(values []float64) string {
	s := slices.Sorted(slices.Values(values))
	return fmt.Sprintf("half of the rounds in %.4g to %.4g", s[len(s)/4], s[len(s)*3/4])
}

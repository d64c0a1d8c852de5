package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"
)

// contender runs operations until it has run all of them or the time is over.
type contender struct {
	who string
	run func(*emulatorProcess, []op, time.Duration) (tally, error)
}

// contenders are the compared programs, our function first. The suffix [single] marks a
// contender that sends one request for each record.
func (b *bench) contenders() []contender {
	of := func(containers, parallel int) func(*emulatorProcess, []op, time.Duration) (tally, error) {
		return func(e *emulatorProcess, all []op, limit time.Duration) (tally, error) {
			f, err := newFleet(e, containers, parallel)
			if err != nil {
				return tally{}, err
			}
			return f.run(all, 100, limit)
		}
	}
	bare := func(concurrency int) func(*emulatorProcess, []op, time.Duration) (tally, error) {
		return func(e *emulatorProcess, all []op, limit time.Duration) (tally, error) {
			calls := make([]call, len(all))
			for i, o := range all {
				calls[i] = o.single(e.Root)
			}
			return sendAll(e, calls, 1, concurrency, limit)
		}
	}
	return []contender{
		{ours, of(26, 2)}, {ours + ", 10 invocations of 5 requests at a time", of(10, 5)}, {ours + ", one invocation of 8 requests at a time", of(1, 8)},
		{"net/http, one at a time" + single, bare(1)}, {"net/http, 8 at a time" + single, bare(8)}, {"net/http, 52 at a time" + single, bare(52)},
		{"Python requests, one at a time" + single, b.peer("requests", 1, 1)},
		{"Python requests, 52 threads" + single, b.peer("requests", 52, 1)},
		{"DynamicsWebApi, 52 at a time" + single, b.peer("dynamicswebapi", 52, 1)},
		{"DynamicsWebApi, batches of 100, 8 at a time", b.peer("dynamicswebapi", 8, 100)},
		{"Dataverse SDK for Python, async, 52 at a time" + single, b.peer("sdk-async", 52, 1)},
		{"Dataverse SDK for Python, ...Multiple of 100", b.peer("sdk", 1, 100)},
		{"Dataverse SDK for Python, ...Multiple of 1000", b.peer("sdk", 1, 1000)},
		{"Dataverse SDK for Python, async, ...Multiple of 100, 8 at a time", b.peer("sdk-async", 8, 100)},
		{"Dataverse SDK for Python, batches of 100", b.peer("sdk-batch", 1, 100)},
		{"Dataverse SDK for Python, async, batches of 100, 8 at a time", b.peer("sdk-async-batch", 8, 100)},
	}
}

// single marks a contender that sends one request for each record.
const single = " (single)"

// compare lets each contender run the same operations, in turns, and adds a line for each
// contender.
func (b *bench) compare(name string, all, present []op, latency time.Duration) {
	contenders := b.contenders()
	lines := make([]result, len(contenders))
	rates := make([][]float64, len(contenders))
	for range b.rounds {
		for i, c := range contenders {
			l := &lines[i]
			*l = result{Name: name, Who: c.who, LatencyMS: int(latency.Milliseconds()), Unit: "records/s", Error: l.Error, Note: l.Note}
			if l.Error != "" {
				continue // it would fail again
			}
			rate, err := b.once(l, c, all, present, latency)
			if err != nil {
				l.Error = fmt.Sprintf("%.400s", err.Error())
				continue
			}
			rates[i] = append(rates[i], rate)
			b.progress("%s, %d ms: %s: %.0f records/s", name, l.LatencyMS, c.who, rate)
		}
	}
	for i, l := range lines {
		if l.Error == "" {
			l = l.measured(rates[i])
		}
		b.add(l)
	}
}

// once lets a contender run the operations against a new emulator.
func (b *bench) once(l *result, c contender, all, present []op, latency time.Duration) (rate float64, err error) {
	e, err := startDistant(b.dir, latency, 0, b.apart.emulator)
	if err != nil {
		return 0, err
	}
	defer e.stop()
	if err := e.fill(present); err != nil {
		return 0, err
	}
	before, err := e.count()
	if err != nil {
		return 0, err
	}
	t, err := c.run(e, all, b.limit)
	if err != nil {
		return 0, err
	}
	after, err := e.usage()
	if err != nil {
		return 0, err
	}
	counted, err := e.count()
	if err != nil {
		return 0, err
	}
	switch {
	case t.Failed > 0:
		return 0, fmt.Errorf("%d of %d records failed: %s", t.Failed, t.Done+t.Failed, t.Note)
	case t.Done == 0:
		return 0, errors.New("no record was written")
	case after.Refused > before.Refused:
		return 0, fmt.Errorf("%d requests were refused", after.Refused-before.Refused)
	}
	if t.Done == len(all) {
		if err := checkRows(all, before.Rows, counted.Rows); err != nil {
			return 0, err
		}
	}
	l.Records = t.Done
	requests := round(float64(after.Requests-before.Requests)/float64(t.Done), 3)
	l.Requests = &requests
	l.Processors = round((after.CPU-before.CPU)/t.Seconds, 2)
	l.Note = t.Note
	return float64(t.Done) / t.Seconds, nil
}

// checkRows checks that the emulator has the rows that the operations leave. Without the
// check a contender could be fast because it does nothing.
func checkRows(all []op, before, after map[string]int) error {
	want := maps.Clone(before)
	upserted := false
	for _, o := range all {
		switch o.Kind {
		case "upsert":
			upserted = true
			want[o.Set]++
		case "create":
			want[o.Set]++
		case "delete":
			want[o.Set]--
		}
	}
	for set, n := range want {
		// The row of the warm-up is in the table too.
		if after[set] != n && !(upserted && set == warmUp.Set && after[set] == n+1) {
			return fmt.Errorf("%d rows of %s are there, not %d", after[set], set, n)
		}
	}
	return nil
}

// fill creates the rows that a workload needs.
func (e *emulatorProcess) fill(rows []op) error {
	if len(rows) == 0 {
		return nil
	}
	tables := map[string][]op{}
	for _, o := range rows {
		tables[o.Table] = append(tables[o.Table], o)
	}
	client := &http.Client{Transport: newTransport()}
	defer client.CloseIdleConnections()
	for _, all := range tables {
		for _, c := range many(e.Root, "CreateMultiple", all, 1000) {
			if err := send(context.Background(), client, e.Token, c); err != nil {
				return fmt.Errorf("fill the emulator: %w", err)
			}
		}
	}
	return nil
}

// lastLine is the last line of the output of a process.
func lastLine(text []byte) string {
	text = bytes.TrimSpace(text)
	return string(text[bytes.LastIndexByte(text, '\n')+1:])
}

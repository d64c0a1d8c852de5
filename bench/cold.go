package main

import (
	"fmt"
	"path/filepath"
	"time"
)

// cold compares the time from the start of the process to the first answered
// invocation, in turns: ours reads the secret and signs in first, the bare
// function has its token in its environment.
func (b *bench) cold(latency time.Duration) error {
	if err := b.coldAt("cold start", latency, 0); err != nil || latency == 0 {
		return err
	}
	// Over a distance the handshakes of TCP and TLS 1.3 take a round trip each.
	return b.coldAt("cold start, handshakes delayed too", latency, 2*latency)
}

func (b *bench) coldAt(name string, latency, connecting time.Duration) error {
	e, err := startDistant(b.dir, latency, connecting)
	if err != nil {
		return err
	}
	defer e.stop()
	ca, o := filepath.Join(b.dir, caFile), order(0)
	request := o.single(e.Root)
	event := snsEvent(o)
	ways := []struct {
		who, binary string
		environment []string
	}{
		{ours, "bootstrap", nil},
		{"aws-lambda-go", "bare-lambda", []string{"URL=" + request.url, "TOKEN=" + e.Token, "BODY=" + string(request.body)}},
	}
	rounds := either(b.quick, 15, 41)
	times := make([][]float64, len(ways))
	for round := range rounds + 2 { // the first two read the binaries from the disk
		for i, w := range ways {
			// One for each process: the last question of one that was killed would
			// take the event of the next.
			api, err := newRuntimeAPI()
			if err != nil {
				return err
			}
			begun := time.Now()
			p, err := api.start(b.binary(w.binary), ca, e, w.environment...)
			if err != nil {
				return err
			}
			err = p.invoke(event)
			took := time.Since(begun)
			log := p.end()
			api.close()
			if err != nil {
				return fmt.Errorf("%s: %w: %.500s", w.who, err, log)
			}
			if round >= 2 {
				times[i] = append(times[i], float64(took.Microseconds())/1000)
			}
		}
	}
	for i, w := range ways {
		l := result{Name: name, Who: w.who, LatencyMS: int(latency.Milliseconds()), Unit: "ms", Note: quartiles(times[i])}
		b.add(l.measured(times[i]))
	}
	b.progress("%s, %v: %.1f and %.1f ms", name, latency, median(times[0]), median(times[1]))
	return nil
}

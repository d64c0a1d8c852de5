package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// bench is one run of the program.
type bench struct {
	home  string // the folder of the peers and the results
	dir   string // the folder of the run, which the run removes at its end
	zip   string
	quick bool
	only  string

	apart   separation    // of the measurement that runs
	rounds  int           // of a comparison
	limit   time.Duration // of one contender in one round
	results []result
	pacing  pacingResults
	cost    []cost
	// separation says which processors each side of the upserts had.
	separation string
}

func (b *bench) add(l result) { b.results = append(b.results, l) }

// progress prints the measurement that has just ended.
func (b *bench) progress(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
}

// either returns less in a quick run, and else more.
func either[T any](quick bool, less, more T) T {
	if quick {
		return less
	}
	return more
}

// latencies are the delays of every response.
var latencies = [...]time.Duration{0, 20 * time.Millisecond}

// measure takes all measurements one after the other, because two measurements at a time
// would share the processors.
func (b *bench) measure(ctx context.Context) error {
	b.rounds = either(b.quick, 1, 3)
	b.limit = either(b.quick, 700*time.Millisecond, 3*time.Second)
	steps := []struct {
		name string
		run  func(time.Duration) error
		both bool // the measurement is repeated for each latency
	}{
		{"warm", b.warm, true},
		{"values", b.values, true},
		{"routes", b.routed, true},
		{"upserts", b.upserts, true},
		{"mixed", b.mixed, true},
		{"cold", b.cold, true},
		{"memory", b.memory, false},
		{"growth", b.growth, false},
		{"ceiling", b.ceiling, false},
		{"pacing", b.simulate, false},
		{"cost", b.costs, false},
	}
	for _, s := range steps {
		if b.only != "" && b.only != s.name {
			continue
		}
		for _, latency := range latencies {
			if latency > 0 && !s.both {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := s.run(latency); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
	}
	return nil
}

func (b *bench) upserts(latency time.Duration) (err error) {
	if b.apart, err = separate(); err != nil {
		return err
	}
	b.separation = b.apart.String()
	b.progress("upserts: %s", b.separation)
	b.compare("upserts", upserts(10_000, 0), nil, latency)
	err = b.apart.end()
	b.apart = separation{}
	return err
}

func (b *bench) mixed(latency time.Duration) error {
	all, present := mixed(10_000)
	b.compare("mixed", all, present, latency)
	return nil
}

// binary is a program that the Makefile has built.
func (b *bench) binary(name string) string { return filepath.Join(b.home, ".build", name) }

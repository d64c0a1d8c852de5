package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// memory measures the peak memory of the function's process after several batches of 1000
// records of 1 KB each, and the size of the zip file.
func (b *bench) memory(time.Duration) error {
	e, err := startEmulator(b.dir, 0)
	if err != nil {
		return err
	}
	defer e.stop()
	batches := either(b.quick, 3, 10)
	var peaks []float64
	for range 3 {
		peak, err := b.peak(e, batches)
		if err != nil {
			return err
		}
		peaks = append(peaks, peak)
	}
	l := result{Name: "peak memory", Who: ours, Unit: "MB", Records: batches * 1000}
	b.add(l.measured(peaks))
	info, err := os.Stat(b.zip)
	if err != nil {
		return err
	}
	z := result{Name: "zip", Who: ours, Unit: "MB"}
	b.add(z.measured([]float64{float64(info.Size()) / 1e6}))
	b.progress("peak memory: %.1f MB; zip: %.2f MB", median(peaks), float64(info.Size())/1e6)
	return nil
}

func (b *bench) peak(e *emulatorProcess, batches int) (float64, error) {
	api, err := newRuntimeAPI()
	if err != nil {
		return 0, err
	}
	defer api.close()
	p, err := api.start(b.binary("bootstrap"), filepath.Join(b.dir, caFile), e)
	if err != nil {
		return 0, err
	}
	defer p.end()
	for _, event := range sqsEvents(upserts(batches*1000, 1000), 1000) {
		if err := p.invoke(event); err != nil {
			return 0, err
		}
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			kib, err := strconv.ParseFloat(fields[1], 64)
			return kib * 1024 / 1e6, err
		}
	}
	return 0, errors.New("no VmHWM in /proc")
}

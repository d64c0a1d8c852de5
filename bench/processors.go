package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// separation is the processors of a measurement in which the emulator and a contender do not
// compete: one for the emulator, and another for each contender.
type separation struct {
	emulator string // the number of its processor; empty if all programs share all processors
	reason   string // why the programs share the processors
	all      string // the processors of this process before
	procs    int    // GOMAXPROCS before
}

// separate moves this process to the processor of the contenders, until [separation.end]. Each
// program that it starts has the same processor. On a machine without two processors or without
// taskset, nothing changes.
func separate() (separation, error) {
	if runtime.GOOS != "linux" {
		return separation{reason: "no taskset on " + runtime.GOOS}, nil
	}
	if _, err := exec.LookPath("taskset"); err != nil {
		return separation{reason: "taskset is not there"}, nil
	}
	all, err := allowed()
	if err != nil {
		return separation{}, err
	}
	if len(all) < 2 {
		return separation{reason: "there is one processor"}, nil
	}
	if err := move(all[1]); err != nil {
		return separation{}, err
	}
	return separation{emulator: all[0], all: strings.Join(all, ","), procs: runtime.GOMAXPROCS(1)}, nil
}

// end moves this process back to all processors.
func (s separation) end() error {
	if s.emulator == "" {
		return nil
	}
	runtime.GOMAXPROCS(s.procs)
	return move(s.all)
}

// String says which processors each side has.
func (s separation) String() string {
	if s.emulator == "" {
		return "all programs share all processors: " + s.reason
	}
	return "one processor for the emulator, and one for each contender"
}

// move moves all threads of this process to processors, such as "0,1".
func move(to string) error {
	out, err := exec.Command("taskset", "--all-tasks", "--cpu-list", "--pid", to, strconv.Itoa(os.Getpid())).CombinedOutput()
	if err != nil {
		return fmt.Errorf("taskset: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

// allowed returns the numbers of the processors that this process may use.
func allowed() ([]string, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil, err
	}
	_, list, found := strings.Cut(string(status), "\nCpus_allowed_list:")
	if !found {
		return nil, fmt.Errorf("no Cpus_allowed_list in /proc/self/status")
	}
	list, _, _ = strings.Cut(list, "\n")
	return numbers(strings.TrimSpace(list))
}

// numbers returns the numbers of a list such as 0-2,7.
func numbers(list string) ([]string, error) {
	var all []string
	for part := range strings.SplitSeq(list, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, err := strconv.Atoi(from)
		if err != nil {
			return nil, err
		}
		last, err := strconv.Atoi(to)
		if err != nil {
			return nil, err
		}
		for n := first; n <= last; n++ {
			all = append(all, strconv.Itoa(n))
		}
	}
	return all, nil
}

// onProcessor returns the command that runs a program on a processor; on all processors if the
// processor is empty.
func onProcessor(processor, program string, arguments ...string) *exec.Cmd {
	if processor == "" {
		return exec.Command(program, arguments...)
	}
	return exec.Command("taskset", append([]string{"--cpu-list", processor, program}, arguments...)...)
}

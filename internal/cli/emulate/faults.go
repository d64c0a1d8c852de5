package emulate

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/nearest"
)

// setFaults switches on the faults of --fault.
func (o *options) setFaults(e *emulator.Emulator) error {
	for _, f := range o.faults {
		name, count, err := parseFault(f)
		if err != nil {
			return cli.Usagef("--fault %s: %w", f, err)
		}
		if err := e.SetFault(name, count); err != nil {
			failure := cli.Usagef("--fault %s: %w", f, err)
			if unknown := unknownFault(name, e); unknown != nil {
				failure = cli.Usagef("--fault %s: %w", f, unknown)
				failure.Actions = []string{"see what each fault simulates, on the page Faults of the inspector: dynctl emulate"}
			}
			return failure
		}
	}
	return nil
}

func parseFault(text string) (name string, count int, err error) {
	name, number, counted := strings.Cut(text, "=")
	switch {
	case !counted:
		return name, 1, nil
	case number == "all":
		return name, emulator.EveryRequest, nil
	}
	if count, err = strconv.Atoi(number); err != nil || count < 0 {
		return "", 0, errors.New("expected NAME, NAME=COUNT or NAME=all")
	}
	return name, count, nil
}

// unknownFault returns the error of an unknown fault with the names that begin with its name, or
// with the nearest name, or with all names. It returns nil for a known fault.
func unknownFault(name string, e *emulator.Emulator) error {
	var names, beginning []string
	for _, f := range e.Faults() {
		if f.Name == name {
			return nil
		}
		names = append(names, f.Name)
		if name != "" && strings.HasPrefix(f.Name, strings.ToLower(name)) {
			beginning = append(beginning, f.Name)
		}
	}
	if n := len(beginning) - 1; n > 0 {
		return fmt.Errorf("there is no such fault; did you mean %s or %s?", strings.Join(beginning[:n], ", "), beginning[n])
	} else if n == 0 {
		return fmt.Errorf("there is no such fault; did you mean %s?", beginning[0])
	}
	if near, found := nearest.Name(name, names); found {
		return fmt.Errorf("there is no such fault; did you mean %s?", near)
	}
	return fmt.Errorf("there is no such fault; expected one of %s", strings.Join(names, ", "))
}

// faultNames are the names of all faults.
func faultNames() []string {
	var names []string
	for _, f := range emulator.NamedFaults(1, time.Time{}) {
		names = append(names, f.Name)
	}
	return names
}

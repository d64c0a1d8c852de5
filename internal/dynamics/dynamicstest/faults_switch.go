package dynamicstest

import (
	"fmt"
	"slices"
	"time"
)

// FaultSwitch is a named fault, and how many requests are yet to meet it.
type FaultSwitch struct {
	Name string `json:"name"`
	What string `json:"what"`
	// Left is 0 for a fault that is off, and [EveryRequest] for one that does not
	// end.
	Left int `json:"left"`
}

// EveryRequest is the count of a fault that is on until it is switched off.
const EveryRequest = -1

// MaxFaults is how many requests one switch can be set to.
const MaxFaults = 1_000_000

// faultWait is for how long the switched faults ask a client to wait.
const faultWait = 5 // seconds

// Faults returns every fault that can be switched on, by [NamedFaults], and which
// are on.
func (e *Emulator) Faults() []FaultSwitch {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []FaultSwitch
	for _, f := range NamedFaults(faultWait, time.Time{}) {
		all = append(all, FaultSwitch{f.Name, f.What, e.switches[f.Name]})
	}
	return all
}

// SetFault makes the next count requests meet the fault of that name, or all of
// them with [EveryRequest]; 0 switches it off. It replaces what was left of the
// same fault. Of several that are on, a request meets the first of those that fit
// it, in the order of [NamedFaults], and after what [Emulator.Fail] asked for. It
// fails for a name that there is not, and a count out of range.
func (e *Emulator) SetFault(name string, count int) error {
	if !slices.ContainsFunc(NamedFaults(faultWait, time.Time{}), func(f NamedFault) bool { return f.Name == name }) {
		return fmt.Errorf("dynamicstest: there is no fault %.60q", name)
	}
	if count < EveryRequest || count > MaxFaults {
		return fmt.Errorf("dynamicstest: %d requests: expected 0 to %d, or %d for all", count, MaxFaults, EveryRequest)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.switches == nil {
		e.switches = map[string]int{}
	}
	if e.switches[name] = count; count == 0 {
		delete(e.switches, name)
	}
	return nil
}

// ClearFaults switches every fault off, those of [Emulator.Fail] included.
func (e *Emulator) ClearFaults() {
	e.mu.Lock()
	defer e.mu.Unlock()
	clear(e.switches)
	e.faults = nil
}

// takeSwitched returns the switched fault that a request meets, or an operation of
// a $batch.
func (e *Emulator) takeSwitched(m meeting) (f Fault, found bool) {
	if len(e.switches) == 0 {
		return Fault{}, false
	}
	for _, n := range NamedFaults(faultWait, e.now()) {
		if left := e.switches[n.Name]; left == 0 || !n.Fault.meets(m) {
			continue
		} else if left > 1 {
			e.switches[n.Name]--
		} else if left == 1 {
			delete(e.switches, n.Name)
		}
		if n.Revoke {
			clear(e.entra.tokens)
			return Fault{}, false
		}
		return n.Fault, true
	}
	return Fault{}, false
}

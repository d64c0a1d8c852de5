package emulator

import "sns-dynamics/internal/emulator/fault"

// Fail makes the next n matching requests meet the fault. Faults form a queue: a request
// meets the first fault that matches it.
func (e *Emulator) Fail(n int, f Fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults.Add(n, f)
}

// Faults returns every fault of [NamedFaults] with its count.
func (e *Emulator) Faults() []fault.Switch {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.faults.Switches()
}

// SetFault makes the next count requests meet the fault of that name, or all requests with
// [EveryRequest]; 0 switches the fault off. The count replaces the previous count of the
// fault. If several faults are on, a request meets the first fault that matches it, in the
// order of [NamedFaults]. The faults of [Emulator.Fail] come first. SetFault fails for an
// unknown name, and for a count out of range.
func (e *Emulator) SetFault(name string, count int) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.faults.Switch(name, count)
}

// ClearFaults switches every fault off, and removes the faults of [Emulator.Fail].
func (e *Emulator) ClearFaults() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults.Clear()
}

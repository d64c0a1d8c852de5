// Package clock measures time on two clocks, because Lambda freezes a process between
// invocations.
package clock

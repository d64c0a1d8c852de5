// Package pacing simulates an hour of publishing to a Dataverse environment that enforces its
// service protection limits. The containers of the simulation use package throttle, as the
// function does, and the servers are the limits of the emulator. Only the clock, the queue
// and the invocations are simulated: an hour takes about a second. A seed gives the same hour
// again.
package pacing

package emulator

import (
	"context"
	"time"

	"sns-dynamics/internal/emulator/fault"
	"sns-dynamics/internal/emulator/limits"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/webapi"
)

// Service is one of the three remote services the emulator stands in for.
type Service = response.Service

// The services, by the names used in [Request] and [Fault].
const (
	Dataverse      = response.Dataverse
	Entra          = response.Entra
	SecretsManager = response.SecretsManager
)

// Limits are the service protection limits of an environment; see [limits.Limits].
type Limits = limits.Limits

// Fault is a response that replaces the emulator's own response; see [fault.Fault].
type Fault = fault.Fault

// NamedFault is a fault that can be switched on by its name; see [fault.Named].
type NamedFault = fault.Named

// FaultSwitch is a named fault with the number of requests that will meet it; see
// [fault.Switch].
type FaultSwitch = fault.Switch

const (
	// EveryRequest is the count of a fault that stays on until it is switched off.
	EveryRequest = fault.EveryRequest
	// MaxFaults is the greatest count of a switch.
	MaxFaults = fault.MaxRequests
)

// NamedFaults are all named faults; see [fault.All].
func NamedFaults(seconds int, now time.Time) []NamedFault { return fault.All(seconds, now) }

// WithFault makes the requests of a context meet the fault; see [fault.With].
func WithFault(ctx context.Context, f Fault, genuine *int) context.Context {
	return fault.With(ctx, f, genuine)
}

// WithInnerFault makes the nth operation of a $batch of a context meet the fault; see
// [fault.WithInner].
func WithInnerFault(ctx context.Context, n int, f Fault) context.Context {
	return fault.WithInner(ctx, n, f)
}

// Elastic are the choices about elastic tables where the documents of Microsoft do not
// decide; see [webapi.Elastic].
type Elastic = webapi.Elastic

// Package throttle reads the Retry-After header, holds requests back until the wait that it
// asks for has ended, and spaces requests so that they stay below the limits.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
package throttle

// Package metadata knows what an environment has: entity sets, columns, lookups,
// alternate keys, actions. [Read] gets it from the Web API, with a cache on
// disk, and [Check] holds an operation against it before it is sent.
package metadata

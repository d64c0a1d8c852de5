// Package check checks operations against the metadata of an environment: entity sets,
// columns, lookups, alternate keys and actions. [Read] reads the metadata from the Web API,
// with a cache on disk. [Check] checks an operation before a publisher sends it.
package check

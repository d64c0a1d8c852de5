// Package sandbox runs the routes of a message in a process of its own, with a limit of its
// memory. The limit of instructions of package mapping does not bound the memory: one function
// of jq can allocate any amount, and Go cannot end a running function. The process ends itself,
// so the calling process goes on.
package sandbox

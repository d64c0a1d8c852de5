// Package lambda emulates AWS Lambda in memory: the configuration of functions, their
// event source mappings, and Invoke. It has no versions, aliases, log tails, dry runs,
// retries and destinations, and no event source mapping takes a message from a queue.
package lambda

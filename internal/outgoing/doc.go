// Package outgoing says what an operation is on its way to a topic: its message
// attributes, its size as SNS counts it, and its group and deduplication id in an
// ordered topic. It is pure: no clock, no network.
package outgoing

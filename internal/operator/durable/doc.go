// Package durable writes files that survive the end of the process and a crash of
// the machine, and keeps a second process away from them.
package durable

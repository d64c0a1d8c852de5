// Package statefile keeps what the emulator holds in a file over restarts: read
// as a whole, replaced as a whole, and held by one process at a time.
package statefile

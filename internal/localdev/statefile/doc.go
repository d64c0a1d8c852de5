// Package statefile keeps the rows of the emulator in a file over restarts. The file is read
// and replaced as a whole, and one process at a time holds it.
package statefile

// Package changeset decides which operations of a batch have nothing left to do, from
// the rows and links that were read before. It sends nothing.
package changeset

// Package mapping makes messages of other messages with programs in jq. It limits the work
// of a program by the number of its instructions, so that the limit is the same on every
// machine. Its errors hold no value of a message.
//
// See https://jqlang.org/manual/ and https://github.com/itchyny/gojq
package mapping

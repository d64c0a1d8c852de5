// Package values makes the bodies of requests from plain values. A message gives a column
// by its logical name: a choice by its label, a lookup by the columns that identify its row.
// The package reads the definitions of the tables, finds the rows, and writes the columns,
// navigation properties and numbers that the Web API needs.
//
// The package sends no request itself. Its caller passes a function that sends requests to
// read.
package values

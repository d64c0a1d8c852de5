// Package operation describes the changes that a message makes in Dataverse: their
// kinds, the rows that they name, and the grammar of these names. It also names the
// classes of failures.
//
// The package builds the addresses of rows, but sends nothing and imports no HTTP
// client. Package message makes operations, and package dynamics runs them.
package operation

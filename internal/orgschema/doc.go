// Package orgschema makes the schema that the Dataverse emulator runs on of the
// metadata document that an org serves. The document has the tables, columns and
// relationships; what it leaves out, and the emulator cannot do without, comes
// from the schema that the emulator has by itself.
package orgschema

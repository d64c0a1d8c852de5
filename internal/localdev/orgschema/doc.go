// Package orgschema makes a schema for the Dataverse emulator from the metadata document of
// an org. The document has the tables, columns and relationships. The missing parts that
// the emulator needs come from the emulator's default schema.
package orgschema

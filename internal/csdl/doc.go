// Package csdl reads the $metadata document of an OData service: CSDL, the
// Common Schema Definition Language, in XML, as far as Dataverse uses it. It
// knows nothing of what the document is read for.
package csdl

// Package csdl reads the $metadata document of an OData service: CSDL, the Common Schema
// Definition Language, in XML. It reads the part of CSDL that Dataverse uses. It does not
// depend on the use of the document.
package csdl

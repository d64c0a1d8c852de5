// Package errorcode lists the error codes of Dataverse and Microsoft Entra ID that are
// known, with the class of each, and reads the forms in which the codes are written.
//
// Package dynamics classifies failures with it. Package advice explains each code.
package errorcode

package errorcode

import (
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// Code is an error code that is known.
type Code struct {
	// Code is Dataverse's, such as 0x80040217, or Microsoft Entra ID's, such as
	// AADSTS7000215.
	Code string
	// Name is Microsoft's name for a code of Dataverse. The codes of Microsoft Entra ID
	// have no names.
	Name string
	// Class is the class of the code, whatever HTTP status comes with it.
	Class operation.Class
}

// Codes returns all codes that are known. The caller may change the slice.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
// and https://learn.microsoft.com/entra/identity-platform/reference-error-codes
func Codes() []Code {
	return slices.Concat(codesOfUsers(), codesOfPrivileges(), codesOfEnvironments(), codesOfNames(),
		codesOfValues(), codesOfDefinitions(), codesOfStates(), codesOfOutages(), codesOfEntra())
}

// Lookup finds a code in any form that [Canonical] reads. A code of Microsoft Entra ID
// is also found by its digits alone.
func Lookup(code string) (found Code, known bool) {
	wanted := Canonical(code)
	for _, c := range Codes() {
		if name := strings.ToLower(c.Code); name == wanted || name == "aadsts"+wanted {
			return c, true
		}
	}
	return Code{}, false
}

// ClassOf returns the class of a code of Dataverse, in any form that [Number] reads.
func ClassOf(code string) (class operation.Class, known bool) {
	if !IsOfDataverse(code) {
		return "", false
	}
	found, known := Lookup(code)
	return found.Class, known
}

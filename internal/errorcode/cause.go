package errorcode

import (
	"slices"
	"strings"
)

// Cause is one of several reasons for which Dataverse refuses a request with the same code.
// Only the words of the message tell the reasons apart.
type Cause struct {
	// Says is a part of Dataverse's message. Case does not matter.
	Says string
	// Means says what happened, in the words of this program.
	Means string
}

// Causes returns the known causes of a code of Dataverse or of an HTTP status. Most codes
// have no known causes.
func Causes(code string) []Cause {
	noColumn := Cause{"Could not find a property named", "there is no such column"}
	if Canonical(code) == "0x0" { // the documents show it for this message
		return []Cause{noColumn}
	}
	switch Number(Canonical(code)) {
	case BadRequest:
		return []Cause{
			{"direct update of Entity Reference", "data sets a lookup by a plain value"},
			{"Deep update of navigation properties", "an update or upsert holds related rows, which only a create takes"},
			noColumn,
			{"Error in query syntax", "the address of the request cannot be read"},
		}
	case 0x80048d19:
		return []Cause{
			{"Invalid property", "data has a column that the table has not"},
			{"undeclared property", "data binds a lookup by a name that is no navigation property of the table"},
			{"IEEE754Compatible", "a number is written as a text"},
			{"Cannot convert the literal", "a value is of another type than its column or parameter"},
			{"missing from the request payload", "a parameter that the action needs is missing"},
			{"is not a valid parameter for the operation", "the action has no such parameter"},
		}
	case NoResource:
		return []Cause{{"Error in query syntax", "the key of a lookup has a character by which Dataverse cannot read it"}}
	case 0x80040265:
		return []Cause{{"Cannot create related entities", "a row of an elastic table is not created with related rows"}}
	case NoSuchRow, NoSuchKey:
		return []Cause{{"systemuser", "the user acted for, or that data names, is not there"}}
	case 403:
		return []Cause{{"restricted for this application", "the environment's app access control does not allow the application"}}
	}
	return nil
}

// FindCause finds the cause of a refusal by its code, its HTTP status and the words of its
// message. The words may be Dataverse's, or the words of a log line, which quotes Means. It
// returns the zero value if no cause is known.
func FindCause(code string, status int, message string) Cause {
	all := Causes(code)
	if status == 403 {
		all = slices.Concat(all, Causes("403"))
	}
	message = strings.ToLower(message)
	for _, c := range all {
		if strings.Contains(message, strings.ToLower(c.Says)) || strings.Contains(message, strings.ToLower(c.Means)) {
			return c
		}
	}
	return Cause{}
}

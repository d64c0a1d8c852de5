package dynamics

import (
	"slices"
	"strings"
)

// Cause is one of the reasons for which Dataverse refuses with the same code, told
// from the others by its words alone.
type Cause struct {
	// Says is a part of Dataverse's words, in any case of letters.
	Says string `json:"says"`
	// Means is what happened, and Fix what to do.
	Means string `json:"means"`
	Fix   string `json:"fix"`
}

// Causes returns the reasons that are known of a code, in any of the forms in which
// it comes; mostly none.
func Causes(code string) []Cause {
	number := codeNumber(code)
	if e, ok := Explain(code); ok {
		number = codeNumber(e.Code)
	}
	switch number {
	case 0x80060888:
		return []Cause{
			{"direct update of Entity Reference", "data sets a lookup by a plain value", "bind the lookup by its navigation property: \"NAME@odata.bind\": \"/accounts(ID)\""},
			{"Deep update of navigation properties", "an update or upsert holds related rows, which only a create takes", "publish the related rows as operations of a batch"},
			{"Could not find a property named", "there is no such column", "correct the name: names of columns are in small letters"},
			{"Error in query syntax", "the address of the request cannot be read", "name the row by its id"},
		}
	case 0x80048d19:
		return []Cause{
			{"Invalid property", "data has a column that the table has not", "correct the name: names of columns are in small letters"},
			{"undeclared property", "data binds a lookup by a name that is no navigation property of the table", "use the name of the navigation property, in its case; a lookup to several tables has one for each, such as customerid_account"},
			{"IEEE754Compatible", "a number is written as a text", "publish the number without quotes"},
			{"Cannot convert the literal", "a value is of another type than its column", "publish a value of the column's type"},
		}
	case 0x8006088a:
		return []Cause{
			{"Error in query syntax", "the key of a lookup has a character by which Dataverse cannot read it", "bind the lookup by the row's id"},
		}
	case 0x80040265:
		return []Cause{
			{"Cannot create related entities", "a row of an elastic table is not created with related rows", "publish the related rows as messages of their own"},
		}
	case 0x80040217, 0x80060891:
		return []Cause{
			{"systemuser", "the user acted for, or that data names, is not there", "correct the id of the user; if the user has come since, redrive"},
		}
	case 403:
		return []Cause{
			{"restricted for this application", "the environment's app access control does not allow the application", "allow the application in the environment's app access control"},
		}
	}
	return nil
}

// causeOf finds the reason for a refusal in Dataverse's words.
func causeOf(code string, status int, message string) Cause {
	all := Causes(code)
	if status == 403 {
		all = slices.Concat(all, Causes("403"))
	}
	said := strings.ToLower(message)
	for _, c := range all {
		// Where a reason was logged, our own words stand beside Dataverse's.
		if strings.Contains(said, strings.ToLower(c.Says)) || strings.Contains(said, strings.ToLower(c.Means)) {
			return c
		}
	}
	return Cause{}
}

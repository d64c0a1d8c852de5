package advice

import "sns-dynamics/internal/errorcode"

// Cause is one of several reasons for which Dataverse refuses a request with the same code.
// Only the words of the message tell the reasons apart.
type Cause struct {
	// Says is a part of Dataverse's message. Case does not matter.
	Says string `json:"says"`
	// Means says what happened, and Fix says what to do.
	Means string `json:"means"`
	Fix   string `json:"fix"`
}

// Causes returns the known causes of a code, in any form that [Explain] reads. Most codes
// have no known causes.
func Causes(code string) []Cause {
	if e, ok := Explain(code); ok {
		code = e.Code
	}
	var all []Cause
	for _, c := range errorcode.Causes(code) {
		all = append(all, Cause{c.Says, c.Means, fixOf(c)})
	}
	return all
}

// fixOf returns what to do about a cause.
func fixOf(c errorcode.Cause) string {
	switch c.Means {
	case "data sets a lookup by a plain value":
		return "bind the lookup by its navigation property: \"NAME@odata.bind\": \"/accounts(ID)\""
	case "an update or upsert holds related rows, which only a create takes":
		return "publish the related rows as operations of a batch"
	case "there is no such column", "data has a column that the table has not":
		return "correct the name: names of columns are in small letters"
	case "the address of the request cannot be read":
		return "name the row by its id"
	case "data binds a lookup by a name that is no navigation property of the table":
		return "use the name of the navigation property, in its case; a lookup to several tables has one for each, such as customerid_account"
	case "a number is written as a text":
		return "publish the number without quotes"
	case "a value is of another type than its column or parameter":
		return "publish a value of the type of the column or parameter"
	case "a parameter that the action needs is missing":
		return "add the missing parameter: the reason names it"
	case "the action has no such parameter":
		return "correct the name of the parameter: capital and small letters differ"
	case "the key of a lookup has a character by which Dataverse cannot read it":
		return "bind the lookup by the row's id"
	case "a row of an elastic table is not created with related rows":
		return "publish the related rows as messages of their own"
	case "the user acted for, or that data names, is not there":
		return "correct the id of the user; if the user has come since, redrive"
	case "the environment's app access control does not allow the application":
		return "allow the application in the environment's app access control"
	}
	return ""
}

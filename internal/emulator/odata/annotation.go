package odata

import "strings"

// The annotations of values and of lists that Dataverse documents.
const (
	FormattedValue   = "OData.Community.Display.V1.FormattedValue"
	NavigationName   = Namespace + "associatednavigationproperty"
	LookupName       = Namespace + "lookuplogicalname"
	RecordCount      = Namespace + "totalrecordcount"
	RecordCountLimit = Namespace + "totalrecordcountlimitexceeded"

	cdsAnnotations = "Microsoft.PowerApps.CDS." // the prefix of the annotations of errors
)

// Annotations are the annotations that a client asks for.
type Annotations struct{ Formatted, Navigation, Lookup, Count, CountLimit, errors bool }

// parseAnnotations reads the value of odata.include-annotations: names with commas between
// them, in which "*" stands for any text. An unknown name has no effect.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#request-annotations
func parseAnnotations(list string) Annotations {
	var a Annotations
	for pattern := range strings.SplitSeq(list, ",") {
		pattern = strings.TrimSpace(pattern)
		for name, asked := range map[string]*bool{
			FormattedValue: &a.Formatted, NavigationName: &a.Navigation, LookupName: &a.Lookup, RecordCount: &a.Count, RecordCountLimit: &a.CountLimit,
		} {
			*asked = *asked || matches(pattern, name)
		}
		a.errors = a.errors || strings.HasPrefix(pattern, cdsAnnotations) || matches(pattern, cdsAnnotations+"HelpLink")
	}
	return a
}

// matches reports whether the name matches the pattern.
func matches(pattern, name string) bool {
	first, rest, open := strings.Cut(pattern, "*")
	name, found := strings.CutPrefix(name, first)
	if !open || !found {
		return found && name == ""
	}
	parts := strings.Split(rest, "*")
	for _, part := range parts[:len(parts)-1] {
		if _, name, found = strings.Cut(name, part); !found {
			return false
		}
	}
	return strings.HasSuffix(name, parts[len(parts)-1])
}

// Applied returns the value of Preference-Applied in the response.
func (p Preferences) Applied() string { return `odata.include-annotations="` + p.Annotations + `"` }

package customization

import (
	"net/http"
	"regexp"
	"strings"

	"sns-dynamics/internal/emulator/odata"
)

// prefixed is a schema name with the prefix of a publisher: 2 to 8 letters and digits, and
// a letter first.
//
// See https://learn.microsoft.com/power-platform/alm/solution-concepts-alm#solution-publisher
var prefixed = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{1,7}_[A-Za-z0-9_]+$`)

// maxName is the most characters of a schema name.
const maxName = 50

// checkName refuses a schema name without a prefix. Every prefix of the right form stands
// for the prefix of a publisher, because the emulator has no publishers.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func checkName(name, kind string) error {
	if !prefixed.MatchString(name) || strings.HasPrefix(strings.ToLower(name), "mscrm") {
		return odata.Refuse(http.StatusBadRequest, "0x80044366",
			"The schema name %.100s for type %s is invalid or missing. Custom attribute, entity, entitykey, option set and relationship names must start with a valid customization prefix. The prefix for a solution component should match the prefix that is specified for the publisher of the solution.", name, kind)
	}
	if len(name) > maxName {
		return odata.NotCovered("a schema name of more than %d characters", maxName)
	}
	return nil
}

// plural makes the name of an entity set of the logical name of a table. How Dataverse does
// that is not documented: a client reads EntitySetName.
func plural(name string) string {
	for _, ending := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(name, ending) {
			return name + "es"
		}
	}
	if rest, found := strings.CutSuffix(name, "y"); found && !strings.ContainsAny(rest[len(rest)-1:], "aeiou") {
		return rest + "ies"
	}
	return name + "s"
}

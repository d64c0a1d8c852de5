package dynamicstest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// query holds the query options of a request.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview
type query struct {
	options   map[string]string // by name, $select and so on
	aliases   map[string]string // by name with the @, a literal
	partition string            // of an elastic table
	// fileName and sessionToken are those of an upload to a file column.
	fileName, sessionToken string
	now                    time.Time // for functions of $filter
}

// parseQuery takes the query apart. An option that starts with $ and is not
// covered is refused: leaving it out would give the wrong rows.
func parseQuery(raw string) (query, error) {
	q := query{options: map[string]string{}, aliases: map[string]string{}}
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return q, querySyntax("malformed escape in the query")
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return q, querySyntax("malformed escape in " + name)
		}
		switch name {
		case "$select", "$filter", "$orderby", "$top", "$count", "$expand", "$id", "$skiptoken":
			if _, twice := q.options[name]; twice {
				return q, querySyntax("query option '" + name + "' was specified more than once")
			}
			q.options[name] = value
		case "$skip":
			return q, refuse(http.StatusBadRequest, "0x80060888", "Skip Clause is not supported in CRM")
		case "x-ms-file-name":
			q.fileName = value
		case "sessiontoken":
			q.sessionToken = value
		case "tag": // seen by plug-ins only
		case "partitionId", "partitionid": // a client spells it so
			q.partition = strings.Trim(value, `'"`) // the documents show it with and without
		default:
			if !strings.HasPrefix(name, "@") {
				return q, notKnown("the query option %s", name)
			}
			q.aliases[name] = value
		}
	}
	return q, nil
}

// only refuses query options that the operation does not take.
func (q query) only(names ...string) error {
	if q.fileName != "" || q.sessionToken != "" {
		return notKnown("the query options of an upload here")
	}
	for name := range q.options {
		if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+name+" ") {
			return notKnown("the query option %s here", name)
		}
	}
	return nil
}

func (q query) top() (n int, limited bool, err error) {
	text, limited := q.options["$top"]
	if !limited {
		return 0, false, nil
	}
	if n, err = strconv.Atoi(text); err != nil || n < 0 {
		return 0, false, querySyntax("invalid value '" + text + "' for $top")
	}
	return n, true, nil
}

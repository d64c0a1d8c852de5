package odata

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Query holds the query options of a request.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview
type Query struct {
	Options   map[string]string // by name, with the $
	Aliases   map[string]string // by name, with the @; the value is a literal
	Partition string            // the partition of an elastic table
	// FileName and SessionToken belong to an upload to a file column.
	FileName, SessionToken string
	Size                   string // of a download of an image
}

// ParseQuery reads the query options. It refuses an option that starts with $ and is not
// covered, because the rows would be wrong without the option. The error is an *Error.
func ParseQuery(raw string) (Query, error) {
	q := Query{Options: map[string]string{}, Aliases: map[string]string{}}
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return q, QuerySyntax("malformed escape in the query")
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return q, QuerySyntax("malformed escape in " + name)
		}
		switch name {
		case "$select", "$filter", "$orderby", "$top", "$count", "$expand", "$id", "$skiptoken":
			if _, twice := q.Options[name]; twice {
				return q, QuerySyntax("query option '" + name + "' was specified more than once")
			}
			if name == "$count" && value != "true" && value != "false" {
				return q, QuerySyntax("invalid value '" + value + "' for $count, expected true or false")
			}
			q.Options[name] = value
		case "$skip":
			return q, Refuse(http.StatusBadRequest, "0x80060888", "Skip Clause is not supported in CRM")
		case "x-ms-file-name":
			q.FileName = value
		case "size":
			q.Size = value
		case "sessiontoken":
			q.SessionToken = value
		case "tag": // only plug-ins read it
		case "partitionId", "partitionid": // one client writes the second spelling
			q.Partition = strings.Trim(value, `'"`) // the documents show the value with and without quotes
		default:
			if !strings.HasPrefix(name, "@") {
				return q, NotCovered("the query option %s", name)
			}
			q.Aliases[name] = value
		}
	}
	return q, nil
}

// Only refuses all query options except the given names. The error is an *Error.
func (q Query) Only(names ...string) error {
	if q.FileName != "" || q.SessionToken != "" || q.Size != "" {
		return NotCovered("the query options of an upload or of a download here")
	}
	for name := range q.Options {
		if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+name+" ") {
			return NotCovered("the query option %s here", name)
		}
	}
	return nil
}

// Top returns the value of $top; limited is false without $top. The error is an *Error.
func (q Query) Top() (n int, limited bool, err error) {
	text, limited := q.Options["$top"]
	if !limited {
		return 0, false, nil
	}
	if n, err = strconv.Atoi(text); err != nil || n < 0 {
		return 0, false, QuerySyntax("invalid value '" + text + "' for $top")
	}
	return n, true, nil
}

// ExpandOptions reads the options inside $expand, with semicolons between them. It refuses
// options other than known. The error is an *Error.
func ExpandOptions(text string, known []string) (Query, error) {
	q := Query{Options: map[string]string{}}
	if text == "" {
		return q, nil
	}
	for _, option := range splitAt(text, ';') {
		name, value, _ := strings.Cut(strings.TrimSpace(option), "=")
		if !slices.Contains(known, name) {
			return q, NotCovered("the option %s within $expand here", name)
		}
		if _, twice := q.Options[name]; twice {
			return q, QuerySyntax("query option '" + name + "' was specified more than once")
		}
		q.Options[name] = value
	}
	return q, nil
}

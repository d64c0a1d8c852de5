package main

import (
	"fmt"
	"os"
	"strings"
)

// groups are the capabilities, in the order of the matrix.
var groups = []struct {
	name         string
	capabilities []string
}{
	{"Sign in", []string{"token by client credentials", "wrong client secret", "no token", "WhoAmI"}},
	{"Rows", []string{
		"create", "create, return=representation", "create with a lookup, @odata.bind", "deep insert", "retrieve, $select", "retrieve by alternate key",
		"$expand of a lookup", "$expand of a collection, with options", "$filter, $orderby and $top", "the function In of $filter", "paging by @odata.nextLink",
		"$count=true", "$count of an entity set", "update", "update, return=representation", "update and clear one column", "upsert by id",
		"upsert by alternate key", "delete", "BulkDelete", "a query of more than 2000 characters", "text beyond ASCII", "dates, numbers and null",
		"elastic table, partitionId", "bypass of custom logic, tag", "any and all of $filter", "Between and days of $filter", "annotations of a row", "annotations of a list",
		"annotations, return=representation",
	}},
	{"Relationships", []string{
		"associate and disassociate, 1:N", "associate and disassociate, N:N", "associate and disassociate, lookup",
		"create with a lookup by alternate key", "related rows by navigation property", "one of the related rows, by its key", "references of related rows",
	}},
	{"Many rows in a request", []string{
		"$batch", "change set", "change set, undone as a whole", "Content-ID in a URL", "Content-ID in @odata.bind", "Content-ID in @odata.id", "odata.continue-on-error",
		"CreateMultiple", "UpdateMultiple", "UpsertMultiple",
	}},
	{"Functions and actions", []string{"bound function", "unbound action", "action bound to a row", "action bound to a collection"}},
	{"Users", []string{"user by internalemailaddress", "MSCRMCallerID", "CallerObjectId", "duplicate detection"}},
	{"ETags", []string{
		"If-None-Match: the row is as it was", "If-Match: update of the version known", "stale ETag, update", "stale ETag, delete",
		"create only, the row is there", "update only, the row is absent",
	}},
	{"Metadata", []string{
		"tables", "one table", "tables, without $select", "columns", "one column", "columns, without $select", "columns of a table, $expand", "length of a text column", "typed columns, RetrieveMetadataChanges", "choices and their labels",
		"alternate keys", "relationships", "$metadata",
	}},
	{"Refusals", []string{
		"unknown column in $select", "unknown column in a body", "absent row", "absent alternate key", "alternate key taken", "missing privilege",
		"missing privilege of the user acted for",
	}},
}

func capabilities() []string {
	var all []string
	for _, g := range groups {
		all = append(all, g.capabilities...)
	}
	return all
}

// matrix is a table of clients and capabilities, in Markdown.
func matrix(all results, pins map[string]string) string {
	var b strings.Builder
	b.WriteString("| |")
	for _, p := range programs {
		fmt.Fprintf(&b, " %s %s |", strings.Replace(p.client, ", async", " (async)", 1), pins[p.pkg])
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(programs)) + "\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "| **%s** |%s\n", g.name, strings.Repeat(" |", len(programs)))
		for _, capability := range g.capabilities {
			fmt.Fprintf(&b, "| %s |", capability)
			for _, p := range programs {
				fmt.Fprintf(&b, " %s |", all[p.client][capability].cell())
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// cell is the result in the matrix.
func (r result) cell() string {
	switch r.Status {
	case "missing":
		return "-"
	case "works":
		return "works"
	}
	return r.Status + ": " + strings.ReplaceAll(r.Reason, "|", `\|`)
}

// The matrix stands between these lines of the document.
const (
	begin = "<!-- written by make clients: -->\n"
	end   = "<!-- until here -->\n"
)

// hold writes the measured text into the document. With check it writes nothing, and
// returns an error if the document has another text.
func hold(document, measured string, check bool) error {
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), begin)
	shown, after, ended := strings.Cut(rest, end)
	measured = "\n" + measured + "\n"
	switch {
	case !found || !ended:
		return fmt.Errorf("%s: expected the lines %q and %q", document, begin, end)
	case shown == measured:
		return nil
	case check:
		return fmt.Errorf("%s does not show what was measured: write it anew with make clients%s", document, firstDifference(shown, measured))
	}
	return os.WriteFile(document, []byte(before+begin+measured+end+after), 0o644)
}

// firstDifference shows the first lines in which two texts differ.
func firstDifference(shown, measured string) string {
	a, b := strings.Split(shown, "\n"), strings.Split(measured, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "\n-" + a[i] + "\n+" + b[i]
		}
	}
	return ""
}

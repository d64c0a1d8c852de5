package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// printer writes what a person wants to see of a replay.
type printer struct {
	w          io.Writer
	connection dynamicstest.Connection
}

// introduce says how to read what follows.
func (p printer) introduce() {
	fmt.Fprint(p.w, `For each event: the message as the function logs it, without key values; the HTTP
requests it caused, with their status; the outcome. "exists" and "absent" are successes
of which nothing was left to do, "stale" one that came too late. Events named bad- are
meant to fail.
{serviceRootUrl} stands for the emulator's address.

`)
}

// event shows one event: its messages, the requests it caused, its outcomes.
func (p printer) event(name string, lines []map[string]slog.Value, requests []dynamicstest.Request) {
	fmt.Fprintf(p.w, "%s\n", name)
	for _, l := range lines {
		fmt.Fprintf(p.w, "  message  %s: %s\n", text(l, "messageId"), operation(l))
	}
	for _, r := range requests {
		p.request(r)
	}
	for _, l := range lines {
		if reason := text(l, "error"); reason != "" {
			fmt.Fprintf(p.w, "  outcome  %s: %s\n\n", text(l, "outcome"), reason)
		} else {
			fmt.Fprintf(p.w, "  outcome  %s\n\n", text(l, "outcome"))
		}
	}
}

// operation says what a message asks for, as far as it could be decoded.
func operation(line map[string]slog.Value) string {
	kind := text(line, "operation")
	if kind == "" {
		return "not an operation"
	}
	words := []string{kind}
	if n, ok := line["operations"]; ok {
		words = append(words, "of "+plural(int(n.Int64()), "operation"))
	}
	if action := text(line, "action"); action != "" {
		words = append(words, action)
	}
	if set := text(line, "entitySet"); set != "" {
		if row := text(line, "row"); row != "" {
			set += "(" + row + ")"
		}
		words = append(words, set)
	}
	return strings.Join(words, " ")
}

// request shows one HTTP request.
func (p printer) request(r dynamicstest.Request) {
	label := "http"
	switch r.Service {
	case dynamicstest.Entra:
		label = "token"
	case dynamicstest.SecretsManager:
		label = "secret"
	}
	fmt.Fprintf(p.w, "  %-8s %d %s %s\n", label, r.Status, r.Method, p.readable(r.Target))
	p.header(r.Header)
	switch {
	case strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/mixed"):
		p.batch(r)
	case r.Service == dynamicstest.Dataverse && len(r.Body) > 0:
		fmt.Fprintf(p.w, "               %s\n", p.readable(onOneLine(r.Body)))
	}
}

// header shows the headers that decide what a request does.
func (p printer) header(h http.Header) {
	for _, name := range []string{
		"If-Match", "If-None-Match", "MSCRMCallerID", "CallerObjectId",
		"MSCRM.SuppressDuplicateDetection", "MSCRM.BypassBusinessLogicExecution", "X-Amz-Target",
	} {
		if value := h.Get(name); value != "" {
			fmt.Fprintf(p.w, "               %s: %s\n", name, value)
		}
	}
}

// onOneLine takes the line breaks out of JSON that has any.
func onOneLine(body []byte) string {
	var one bytes.Buffer
	if !bytes.ContainsRune(body, '\n') || json.Compact(&one, body) != nil {
		return string(body)
	}
	return one.String()
}

// readable puts a name in the place of the emulator's address, which is
// another at each run.
func (p printer) readable(s string) string {
	root := p.connection.ServiceRootURL
	return strings.NewReplacer(root, "{serviceRootUrl}", url.QueryEscape(root), "{serviceRootUrl}").Replace(s)
}

// rows shows the rows of every table that the events changed.
func (p printer) rows(before, after map[string][]json.RawMessage) {
	fmt.Fprintln(p.w, "The rows that now exist, in the tables that changed:")
	sets := slices.Sorted(maps.Keys(after))
	for _, set := range sets {
		if sameRows(before[set], after[set]) {
			continue
		}
		fmt.Fprintf(p.w, "\n%s\n", set)
		for _, row := range after[set] {
			fmt.Fprintf(p.w, "  %s\n", columns(row))
		}
	}
}

func sameRows(a, b []json.RawMessage) bool {
	return slices.EqualFunc(a, b, func(x, y json.RawMessage) bool { return string(x) == string(y) })
}

// columns shows the columns of a row that a person filled in: not those that
// are empty, nor what every row has and nobody asked for.
func columns(row json.RawMessage) string {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(row, &values); err != nil {
		return string(row)
	}
	kept := []string{"createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby", "ownerid", "owninguser", "owningbusinessunit", "transactioncurrencyid"}
	for _, name := range kept {
		delete(values, "_"+name+"_value")
	}
	for _, name := range []string{"createdon", "modifiedon", "versionnumber", "overriddencreatedon", "timezoneruleversionnumber", "importsequencenumber", "utcconversiontimezonecode"} {
		delete(values, name)
	}
	var shown []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if value := string(values[name]); value != "null" && value != "false" && !strings.Contains(name, "@") {
			shown = append(shown, name+"="+value)
		}
	}
	return strings.Join(shown, " ")
}

func text(line map[string]slog.Value, name string) string {
	if v, ok := line[name]; ok {
		return v.String()
	}
	return ""
}

package inprocess

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/screen"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/number"
)

// printer writes a transcript for people.
type printer struct {
	w          io.Writer
	connection emulator.Connection
	// isShort leaves out the sign-in and the requests for definitions.
	isShort bool
	style   screen.Style
}

// introduce explains the output that follows.
func (p printer) introduce() {
	fmt.Fprint(p.w, `For each event: the message as the function logs it, without key values; the HTTP
requests it caused, with their status; the outcome. "exists" and "absent" are successes
that had nothing left to do, "stale" is the success of a message that came too late.
Events named bad- must fail.
{serviceRootUrl} stands for the emulator's address.

`)
}

// event shows one event: its messages with their routes, its requests and its outcomes.
func (p printer) event(name string, lines []map[string]slog.Value, mapped []json.RawMessage, requests []emulator.Request) {
	fmt.Fprintf(p.w, "%s\n", p.style.Strong(name))
	for i, l := range lines {
		fmt.Fprintf(p.w, "  message  %s: %s\n", text(l, "messageId"), describe(l))
		if name := text(l, "route"); name != "" {
			fmt.Fprintf(p.w, "  route    %s\n", name)
		}
		if i < len(mapped) && len(mapped[i]) > 0 {
			fmt.Fprintf(p.w, "  mapped   %s\n", onLines(mapped[i]))
		}
	}
	for _, r := range requests {
		p.request(r)
	}
	for _, l := range lines {
		if reason := text(l, "error"); reason != "" {
			fmt.Fprintf(p.w, "  outcome  %s: %s\n\n", p.style.Bad(text(l, "outcome")), reason)
		} else {
			fmt.Fprintf(p.w, "  outcome  %s\n\n", p.style.Good(text(l, "outcome")))
		}
	}
}

// describe names the operation of a message. A message without one may be a valid operation that
// no route matches.
func describe(line map[string]slog.Value) string {
	kind := text(line, "operation")
	switch {
	case text(line, "code") == route.CodeNoRoute:
		return "no route"
	case kind == "":
		return "no operation"
	}
	words := []string{kind}
	if n, ok := line["operations"]; ok {
		words = append(words, "of "+cli.Plural(int(n.Int64()), "operation"))
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
func (p printer) request(r emulator.Request) {
	isBatch := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/mixed")
	var parts strings.Builder
	if isBatch {
		printer{w: &parts, connection: p.connection, isShort: p.isShort}.batch(r)
	}
	if p.isShort && (r.Service != emulator.Dataverse || isDefinition(r.Target) || isBatch && parts.Len() == 0) {
		return
	}
	label := "http"
	switch r.Service {
	case emulator.Entra:
		label = "token"
	case emulator.SecretsManager:
		label = "secret"
	}
	fmt.Fprintf(p.w, "  %-8s %d %s %s\n", label, r.Status, r.Method, p.readable(r.Target))
	p.header(r.Header)
	switch {
	case isBatch:
		io.WriteString(p.w, parts.String())
	case r.Service == emulator.Dataverse && len(r.Body) > 0:
		fmt.Fprintf(p.w, "               %s\n", p.readable(onOneLine(r.Body)))
	}
}

// isDefinition reports whether an address is of definitions of tables.
func isDefinition(target string) bool { return strings.Contains(target, "EntityDefinitions") }

// header shows the headers that change the effect of a request.
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

// onLines returns JSON with one value a line, below the place of its first line.
func onLines(text []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, text, "           ", "  ") != nil {
		return string(text)
	}
	return b.String()
}

// onOneLine removes the line breaks of JSON. It returns other text as it is.
func onOneLine(body []byte) string {
	var one bytes.Buffer
	if !bytes.ContainsRune(body, '\n') || json.Compact(&one, body) != nil {
		return string(body)
	}
	return one.String()
}

// readable replaces the emulator's address, which changes with each run, by a name.
func (p printer) readable(s string) string {
	root := p.connection.ServiceRootURL
	return strings.NewReplacer(root, "{serviceRootUrl}", url.QueryEscape(root), "{serviceRootUrl}").Replace(s)
}

// rows shows the rows of the tables that changed.
func (p printer) rows(changed tables) {
	if len(changed) == 0 {
		fmt.Fprintln(p.w, "No row changed.")
		return
	}
	fmt.Fprintln(p.w, "The rows that now exist, in the tables that changed:")
	for _, set := range slices.Sorted(maps.Keys(changed)) {
		fmt.Fprintf(p.w, "\n%s\n", p.style.Strong(set))
		for _, row := range changed[set] {
			fmt.Fprintf(p.w, "  %s\n", columns(row))
		}
	}
}

// summary counts the messages of all events by their outcome.
func (p printer) summary(outcomes map[string]int) {
	total, parts := 0, []string(nil)
	for _, outcome := range slices.SortedFunc(maps.Keys(outcomes), func(a, b string) int {
		return cmp.Or(cmp.Compare(outcomes[b], outcomes[a]), cmp.Compare(a, b))
	}) {
		total += outcomes[outcome]
		parts = append(parts, number.Grouped(outcomes[outcome])+" "+outcome)
	}
	fmt.Fprintf(p.w, "\n%s: %s\n", p.style.Strong(cli.Plural(total, "message")), strings.Join(parts, ", "))
}

func text(line map[string]slog.Value, name string) string {
	if v, ok := line[name]; ok {
		return v.String()
	}
	return ""
}

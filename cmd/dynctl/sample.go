package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sns-dynamics/events"
	"sns-dynamics/internal/jsonedit"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/nearest"
)

func newSample(a *app) *cobra.Command {
	var set []string
	cmd := &cobra.Command{
		Use:   "sample [NAME]",
		Short: "List the sample messages, or print one to start from",
		Long: "Lists the sample messages, or prints the one of that name. --set changes it:\n\n" +
			"  dynctl sample 01-create-account --set data.name='Adventure Works' --set data.revenue=1.50 > account.json\n\n" +
			"A value that is JSON is taken as such, any other is a string; '\"1\"' is the string 1.",
		Args: takes(0, 1, "a NAME"),
		RunE: a.command(func(_ context.Context, args []string) (answer, error) {
			all, err := events.Samples()
			switch {
			case err != nil:
				return answer{}, err
			case len(args) == 1:
				return sample(all, strings.TrimSuffix(args[0], ".json"), set)
			case len(set) > 0:
				return answer{}, usagef("--set needs the NAME of a sample")
			}
			return listSamples(all), nil
		}),
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "replace a field: `path=value`, such as data.name=Ana; may be repeated")
	return cmd
}

// sampleLine is a sample in the list.
type sampleLine struct {
	Name      string `json:"name"`
	Operation string `json:"operation"`
	EntitySet string `json:"entitySet"`
}

func listSamples(all []events.Sample) answer {
	var lines []sampleLine
	for _, s := range all {
		// A map, as the fields of a struct match in any case of letters.
		var fields map[string]any
		_ = json.Unmarshal([]byte(s.Message), &fields) // samples that must fail may lack either
		operation, _ := fields["operation"].(string)
		entitySet, _ := fields["entitySet"].(string)
		lines = append(lines, sampleLine{s.Name, operation, entitySet})
	}
	return answer{data: map[string]any{"samples": lines}, text: func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "NAME\tOPERATION\tENTITY SET")
		for _, l := range lines {
			fmt.Fprintf(t, "%s\t%s\t%s\n", l.Name, cmp.Or(l.Operation, "-"), cmp.Or(l.EntitySet, "-"))
		}
		return t.Flush()
	}}
}

// sampleData is one sample.
type sampleData struct {
	Name     string          `json:"name"`
	Message  json.RawMessage `json:"message"`
	Problems []sampleProblem `json:"problems"`
}

type sampleProblem struct {
	Pointer string `json:"pointer"`
	Problem string `json:"problem"`
}

// sample prints a message as it is changed, even if it is no operation then: what
// is wrong is seen best in it.
func sample(all []events.Sample, name string, changes []string) (answer, error) {
	i := slices.IndexFunc(all, func(s events.Sample) bool { return s.Name == name })
	if i < 0 {
		return answer{}, noSample(all, name)
	}
	text := json.RawMessage(all[i].Message)
	for _, change := range changes {
		path, value, ok := strings.Cut(change, "=")
		if !ok {
			return answer{}, usagef("--set %s: expected path=value", change)
		}
		var err error
		if text, err = jsonedit.Set(text, path, valueOf(value)); err != nil {
			return answer{}, usagef("--set %w", err)
		}
	}
	var shown bytes.Buffer
	if err := json.Indent(&shown, text, "", "  "); err != nil {
		return answer{}, err
	}
	shown.WriteByte('\n')
	found := sampleData{Name: name, Message: text, Problems: []sampleProblem{}}
	_, err := message.Decode(text)
	if e, ok := errors.AsType[*message.Error](err); ok {
		for _, p := range e.Problems {
			found.Problems = append(found.Problems, sampleProblem{p.Pointer, p.Text})
		}
		err = &failure{exit: exitFailed, code: "problems_found", err: fmt.Errorf("the message is no operation: %w", err)}
	}
	return answer{data: found, text: func(w io.Writer) error {
		_, err := shown.WriteTo(w)
		return err
	}}, err
}

// valueOf is a value as it was typed: JSON, or else a string.
func valueOf(typed string) json.RawMessage {
	if json.Valid([]byte(typed)) {
		return json.RawMessage(typed)
	}
	quoted, _ := json.Marshal(typed) // a string can be marshalled
	return quoted
}

func noSample(all []events.Sample, name string) error {
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	hint := ""
	if near, ok := nearest.Name(name, names); ok {
		hint = fmt.Sprintf(": did you mean %s?", near)
	}
	return failf("list them: dynctl sample", "no sample %q%s", name, hint)
}

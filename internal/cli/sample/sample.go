// Package sample is the command dynctl sample.
package sample

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/events"
	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/operator/jsonedit"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var set []string
	cmd := &cobra.Command{
		Use:   "sample [NAME]",
		Short: "List the sample messages, or print one to start from",
		Long: "Lists the sample messages, or prints the sample NAME. The begin of a name is enough, such\n" +
			"as 01, if no other name begins like this. --set changes the sample: a value that is valid\n" +
			"JSON is used as JSON, any other value as a string; '\"1\"' is the string 1.",
		Example: "  dynctl sample\n" +
			"  dynctl sample 01 --set data.name='Adventure Works' --set data.revenue=1.50 > account.json",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			all, _ := events.Samples() // an error completes nothing
			return cli.Complete(0, names(all)...)(cmd, args, typed)
		},
		Args: cli.Args(0, 1, "a NAME"),
		RunE: a.RunE(func(_ context.Context, args []string) (cli.Result, error) {
			all, err := events.Samples()
			switch {
			case err != nil:
				return cli.Result{}, err
			case len(args) == 1:
				return printSample(all, strings.TrimSuffix(args[0], ".json"), set)
			case len(set) > 0:
				return cli.Result{}, cli.Usagef("--set needs the NAME of a sample")
			}
			return listSamples(all), nil
		}),
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "set a field: `path=value`, such as data.name=Ana; may be repeated")
	return cmd
}

// data is the result for one sample.
type data struct {
	Name     string          `json:"name"`
	Message  json.RawMessage `json:"message"`
	Problems []problem       `json:"problems"`
}

type problem struct {
	Pointer string `json:"pointer"`
	Problem string `json:"problem"`
}

// printSample prints the changed message, even if it is no longer a valid operation. The
// printed text helps to find the mistake.
func printSample(all []events.Sample, name string, changes []string) (cli.Result, error) {
	i := find(all, name)
	if i < 0 {
		return cli.Result{}, noSample(all, name)
	}
	name = all[i].Name
	text := json.RawMessage(all[i].Message)
	for _, change := range changes {
		path, value, ok := strings.Cut(change, "=")
		if !ok {
			return cli.Result{}, cli.Usagef("--set %s: expected path=value", change)
		}
		var err error
		if text, err = jsonedit.Set(text, path, valueOf(value)); err != nil {
			return cli.Result{}, cli.Usagef("--set %w", err)
		}
	}
	var shown bytes.Buffer
	if err := json.Indent(&shown, text, "", "  "); err != nil {
		return cli.Result{}, err
	}
	shown.WriteByte('\n')
	found := data{Name: name, Message: text, Problems: []problem{}}
	_, err := message.Decode(text)
	if e, ok := errors.AsType[*message.Error](err); ok {
		for _, p := range e.Problems {
			found.Problems = append(found.Problems, problem{p.Pointer, p.Text})
		}
		err = cli.ProblemsIn(fmt.Errorf("the message is not a valid operation: %w", err))
	}
	return cli.Result{Data: found, Text: func(w io.Writer) error {
		_, err := shown.WriteTo(w)
		return err
	}}, err
}

// valueOf returns a value as JSON: the typed text if it is valid JSON, else a string.
func valueOf(typed string) json.RawMessage {
	if json.Valid([]byte(typed)) {
		return json.RawMessage(typed)
	}
	quoted, _ := json.Marshal(typed) // a string can always be encoded
	return quoted
}

// find returns the index of the sample with a name, or of the only sample whose name begins
// with that text, such as 01. It returns -1 if there is no such sample.
func find(all []events.Sample, name string) int {
	found := -1
	for i, s := range all {
		switch {
		case s.Name == name:
			return i
		case !strings.HasPrefix(s.Name, name):
		case found < 0:
			found = i
		default:
			found = len(all)
		}
	}
	if found == len(all) {
		return -1
	}
	return found
}

func names(all []events.Sample) []string {
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	return names
}

// noSample returns the usage error of a name that is not of one sample. It names the samples that
// begin with the name, or the nearest one with or without its number, or the samples that contain
// the name.
func noSample(all []events.Sample, name string) error {
	var beginning, containing, bare []string
	whole := map[string]string{}
	for _, s := range names(all) {
		if strings.HasPrefix(s, name) {
			beginning = append(beginning, s)
		}
		if strings.Contains(s, name) {
			containing = append(containing, s)
		}
		_, rest, _ := strings.Cut(s, "-")
		bare = append(bare, rest)
		whole[rest] = s
	}
	meant := cli.DidYouMean(name, names(all))
	if near, ok := nearest.Name(name, bare); ok && meant == "" {
		meant = ": did you mean " + whole[near] + "?"
	}
	if exact, ok := whole[name]; ok && meant == "" {
		meant = ": did you mean " + exact + "?"
	}
	if meant == "" && len(containing) > 0 {
		meant = ": did you mean one of " + strings.Join(containing, ", ") + "?"
	}
	f := cli.Usagef("no sample %q%s", name, meant)
	if len(beginning) > 1 {
		f = cli.Usagef("several samples begin with %q: %s", name, strings.Join(beginning, ", "))
	}
	f.Actions = []string{"list the samples: dynctl sample"}
	return f
}

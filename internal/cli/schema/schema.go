// Package schema is the command dynctl schema.
package schema

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/environment"
	"sns-dynamics/internal/dynamics/values"
	"sns-dynamics/internal/operator/tableschema"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var from environment.Source
	var tables []string
	cmd := &cobra.Command{
		Use:   "schema --table NAME (--online | --metadata FILE)",
		Short: "Write the JSON Schema of messages with the columns and labels of an environment",
		Long: "Writes the JSON Schema 2020-12 of messages with plain values for some tables: their\n" +
			"columns, the types of the values, the labels of choices, and the tables that a lookup\n" +
			"refers to. An editor completes messages with it.\n\n" +
			"A $metadata document has no labels, so with --metadata a choice takes any text there.",
		Example: "  dynctl schema --table contact --table account --online --stack sns-dynamics > contact.schema.json",
		Args:    cli.NoArgsBut(func(arg string) string { return "dynctl schema --online --table " + cli.ShellWord(arg) }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			if len(tables) == 0 {
				return cli.Result{}, cli.Usagef("give --table")
			}
			if err := from.Check(); err != nil {
				return cli.Result{}, err
			}
			return write(ctx, a, from, tables)
		}),
	}
	cmd.Flags().StringArrayVar(&tables, "table", nil, "logical `name` of a table, or its entity set; may be repeated")
	from.AddFlags(cmd, a, "read the environment of the function's secret")
	return cmd
}

func write(ctx context.Context, a *cli.App, from environment.Source, tables []string) (cli.Result, error) {
	var resolver *values.Resolver
	var warnings []string
	var err error
	switch {
	case from.Metadata != "":
		resolver, warnings, err = environment.FileResolver(from.Metadata)
	case from.Online:
		client, _, failed := environment.Client(ctx, a)
		if failed != nil {
			return cli.Result{}, failed
		}
		resolver = environment.Resolver(client)
	default:
		return cli.Result{}, cli.Usagef("give --online or --metadata")
	}
	if err != nil {
		return cli.Result{}, err
	}
	reading, cancel := context.WithTimeout(ctx, cli.DataverseTimeout)
	defer cancel()
	found, err := resolver.Tables(reading, tables...)
	if refused, ok := errors.AsType[*values.Error](err); ok {
		return cli.Result{}, cli.Failed("name a table by its logical name, such as contact, or by its entity set", "%w", refused)
	}
	if err != nil {
		return cli.Result{}, cli.WithAdvice(ctx, err)
	}
	made := tableschema.Schema(found)
	return cli.Result{Data: made, Warnings: warnings, Text: func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(made)
	}}, nil
}

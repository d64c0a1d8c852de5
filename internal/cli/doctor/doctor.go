// Package doctor is the command dynctl doctor.
package doctor

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/doctor"
)

// New returns the command.
func New(a *cli.App) *cobra.Command {
	var zip string
	var tables []string
	var impersonate, once bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check a deployment, layer by layer, and say how to repair it",
		Long: "Checks each layer between AWS and the rows, in order, and says what it found and how\n" +
			"to repair it: AWS credentials, stack, code, secret, token, application user,\n" +
			"privileges, ledger, tables, subscription, queues, alarms. If a layer failed, the layers that\n" +
			"need it are not checked. It signs in as the function does, and changes nothing.\n\n" +
			"--environment checks another environment of the stack than the default environment.\n\n" +
			"ok, warn (works, with a remark), FAIL, -- (not checked). The summary at the end names\n" +
			"what to do first. Exit code 1 if any layer failed, whatever the reason; --json tells the\n" +
			"reasons apart.",
		Example: "  dynctl doctor --stack sns-dynamics\n" +
			"  dynctl doctor --stack sns-dynamics --environment emea --table contacts",
		Args: cli.NoArgsBut(func(arg string) string { return "dynctl doctor --stack " + cli.ShellWord(arg) }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			return examine(ctx, a, doctor.Options{
				Stack: a.Stack, Given: a.Given, Zip: zip, Tables: tables, Impersonate: impersonate, Once: once,
				Environment: a.Environment,
				AWS:         a.AWS,
				Advise:      func(err error) []string { return actions(ctx, err) },
				Suggest:     a.Suggest,
				Client:      cli.NewClient,
			})
		}),
	}
	cmd.Flags().StringVar(&zip, "zip", "dist/function.zip", "`file` of the local build, to compare with the deployed code")
	cmd.Flags().StringArrayVar(&tables, "table", nil, "`table` that messages name, by entity set or logical name; may be repeated")
	cmd.Flags().BoolVar(&impersonate, "impersonate", false, "messages act for users: a missing privilege to do so is a failure")
	cmd.Flags().BoolVar(&once, "once", false, "messages have actions with once: a missing ledger table is a failure")
	a.TopicFlag(cmd)
	a.FunctionFlag(cmd)
	a.SecretFlag(cmd)
	a.EnvironmentFlag(cmd)
	a.QueueFlag(cmd)
	a.DeadLetterQueueFlag(cmd)
	return cmd
}

// actions returns the actions for an error of any service.
func actions(ctx context.Context, err error) []string {
	if advised := cli.Advice(err); len(advised) > 0 {
		return slices.DeleteFunc(advised, func(action string) bool { return action == "dynctl doctor" })
	}
	return cli.FailureOf(ctx, err).Next("doctor")
}

type data struct {
	Layers  []doctor.Finding `json:"layers"`
	Summary summary          `json:"summary"`
}

// examine writes each finding as soon as it is known, and at the end a summary.
func examine(ctx context.Context, a *cli.App, o doctor.Options) (cli.Result, error) {
	layout := newLayout(a)
	o.Wait = func(layer string) func() { return a.Wait("the check of " + layer) }
	findings, err := doctor.Examine(ctx, o, func(f doctor.Finding) {
		if !a.JSON {
			layout.finding(f)
		}
	})
	found := cli.Result{Data: data{findings, summaryOf(findings)}}
	if err != nil {
		return found, err
	}
	s := summaryOf(findings)
	found.Text = func(io.Writer) error { return layout.summary(s) }
	if failed := len(s.Failed); failed > 0 {
		f := cli.Problems(failed, "of "+fmt.Sprint(len(findings))+" layers failed: repair the first one, then run the same command again")
		if a.JSON && s.First != nil { // the text of the summary has the actions
			f.Actions = strings.Split(s.First.Fix, "; ")
		}
		return found, f
	}
	return found, nil
}

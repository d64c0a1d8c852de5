package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/doctor"
	"sns-dynamics/internal/dynamics"
)

func newDoctor(a *app) *cobra.Command {
	var zip string
	var tables []string
	var impersonate bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check a deployment, layer by layer, and say how to mend it",
		Long: "Looks at each layer between AWS and the rows, in order, and says what it found and\n" +
			"how to mend it: AWS credentials, stack, code, secret, token, application user,\n" +
			"privileges, tables, subscription, queues, alarms. A layer below one that failed is\n" +
			"not checked. It signs in as the function does, and changes nothing.\n\n" +
			"ok, warn (works, but worth knowing), FAIL, -- (not checked). Exit code 1 if any\n" +
			"layer failed, whatever the reason; --json tells them apart.",
		Args: takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			return a.doctor(ctx, doctor.Options{
				Stack: a.stack, Given: a.given, Zip: zip, Tables: tables, Impersonate: impersonate,
				Cloud:  a.cloud,
				Remedy: func(err error) []string { return a.actionsFor(ctx, err) },
				Client: func(c dynamics.Credentials) *dynamics.Client { return newClient(given(c)) },
			})
		}),
	}
	cmd.Flags().StringVar(&zip, "zip", "dist/function.zip", "`file` of the local build, to compare with what runs")
	cmd.Flags().StringArrayVar(&tables, "table", nil, "`entity set` that messages name; repeat it for more")
	cmd.Flags().BoolVar(&impersonate, "impersonate", false, "messages act for users: the privilege for it must not be missing")
	a.topicFlag(cmd)
	a.functionFlag(cmd)
	a.secretFlag(cmd)
	a.queueFlag(cmd)
	a.deadLetterQueueFlag(cmd)
	return cmd
}

// actionsFor is what to do about an error of any service.
func (a *app) actionsFor(ctx context.Context, err error) []string {
	if actions := remedy(err); len(actions) > 0 {
		return actions
	}
	return a.explain(ctx, err).next("doctor")
}

type doctorData struct {
	Layers []doctor.Finding `json:"layers"`
}

// doctor shows each finding as it comes.
func (a *app) doctor(ctx context.Context, o doctor.Options) (answer, error) {
	findings, err := doctor.Examine(ctx, o, func(f doctor.Finding) {
		if !a.asJSON {
			writeFinding(harmless{a.stdout}, f)
		}
	})
	found := answer{data: doctorData{findings}}
	if err != nil {
		return found, err
	}
	bad := 0
	for _, f := range findings {
		if f.Status == doctor.Failed {
			bad++
		}
	}
	if bad > 0 {
		return found, problems(bad, "of "+fmt.Sprint(len(findings))+" layers failed: mend the first, and look again")
	}
	return found, nil
}

// writeFinding writes words rather than signs, which any terminal, log and
// grep can read.
func writeFinding(w io.Writer, f doctor.Finding) {
	mark := map[doctor.Status]string{doctor.OK: "ok", doctor.Failed: "FAIL", doctor.Warning: "warn", doctor.NotChecked: "--"}[f.Status]
	fmt.Fprintf(w, "%-4s  %-16s  %s\n", mark, f.Name, f.Found)
	if f.Fix == "" {
		return
	}
	for fix := range strings.SplitSeq(f.Fix, "; ") {
		fmt.Fprintf(w, "      %-16s    do: %s\n", "", fix)
	}
}

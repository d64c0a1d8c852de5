package dlq

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
)

func newExport(a *cli.App) *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "export [FILE|-]",
		Short: "Write dead letters to a file, one line of JSON each, and leave the queue unchanged",
		Long: "Writes dead letters to a new file that only its owner may read, or to stdout if the name\n" +
			"is - or missing: one line of JSON each, with row data. dynctl replay reads the file.\n" + receiveHelp,
		Example: "  dynctl dlq export letters.ndjson --stack sns-dynamics\n" +
			"  dynctl dlq export --stack sns-dynamics --where class=rejected | jq .reason",
		Args: noCondition(cli.Args(0, 1, "a FILE or -"), "file", "dynctl dlq export"),
		RunE: a.RunE(func(ctx context.Context, args []string) (cli.Result, error) {
			where, err := s.parse()
			if err != nil {
				return cli.Result{}, err
			}
			name := "-"
			if len(args) == 1 {
				name = args[0]
			}
			if name == "-" && a.JSON {
				return cli.Result{}, cli.Usagef("--json prints one object on stdout: give a file to export to")
			}
			q, err := findQueues(ctx, a)
			if err != nil {
				return cli.Result{}, err
			}
			if name == "-" {
				if cli.IsTerminal(a.Stdout) {
					defer a.HoldWaits()() // the letters are on the terminal
				}
				return exportTo(ctx, a.Stdout, q, where, s.limit)
			}
			defer a.Wait("the dead letters")()
			return exportFile(ctx, name, q, where, s.limit)
		}),
	}
	s.addFlags(cmd, "to export")
	a.DeadLetterQueueFlag(cmd)
	return cmd
}

// exportData is the result of dlq export.
type exportData struct {
	File    string          `json:"file"`
	Letters int             `json:"letters"`
	Seen    deadletter.Seen `json:"seen"`
}

func exportTo(ctx context.Context, stdout io.Writer, q queues, where deadletter.Where, limit int) (cli.Result, error) {
	done := exportData{File: "-"}
	w := bufio.NewWriter(stdout)
	var err error
	done.Letters, done.Seen, err = q.Export(ctx, where, limit, w)
	if err == nil {
		err = w.Flush()
	}
	return cli.Result{Data: done, Warnings: warnings(where, done.Seen)}, writeFailure(err)
}

func exportFile(ctx context.Context, name string, q queues, where deadletter.Where, limit int) (cli.Result, error) {
	done := exportData{File: name}
	f, err := newLetterFile(name)
	if err != nil {
		return cli.Result{}, err
	}
	done.Letters, done.Seen, err = q.Export(ctx, where, limit, f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(name) // part of an export looks like a whole one; err is the cause
		return cli.Result{Data: done}, writeFailure(err)
	}
	if done.Letters == 0 {
		_ = os.Remove(name) // an error leaves an empty file
		done.File = ""
	}
	return cli.Result{Data: done, Warnings: warnings(where, done.Seen), Text: func(w io.Writer) error {
		if done.Letters == 0 {
			_, err := fmt.Fprintln(w, "No dead letter to export: there is no file.")
			return err
		}
		they := "They are"
		if done.Letters == 1 {
			they = "It is"
		}
		return cli.WriteText(w, "", fmt.Sprintf("Exported %s to %s, with row data. %s still in the queue.", cli.Plural(done.Letters, "letter"), name, they))
	}}, nil
}

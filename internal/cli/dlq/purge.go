package dlq

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
)

func newPurge(a *cli.App) *cobra.Command {
	var s selection
	var yes bool
	var file string
	cmd := &cobra.Command{
		Use:   "purge",
		Short: "Delete dead letters, after writing them to a file",
		Long: "Deletes the dead letters that --where selects. It first writes each letter to a new file,\n" +
			"as dynctl dlq export does, and the file to the disk. It deletes no letter that is not in\n" +
			"the file.",
		Example: "  dynctl dlq purge --stack sns-dynamics --where code=0x80060888 --yes --export gone.ndjson",
		Args:    cli.NoArgsBut(func(id string) string { return instead("dynctl dlq purge --yes", id) }),
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			where, err := s.parse()
			switch {
			case err != nil:
				return cli.Result{}, err
			case where.IsZero():
				f := cli.Usagef("purge needs --where: say which letters to delete")
				f.Actions = []string{"look at the letters: dynctl dlq ls"}
				return cli.Result{}, f
			case !yes:
				f := cli.Usagef("purge needs --yes: it deletes the letters")
				f.Actions = []string{
					"look at the letters: " + cli.ShellLine([]string{"dynctl", "dlq", "ls"}, s.words()),
					"delete the letters: " + cli.ShellLine([]string{"dynctl", "dlq", "purge"}, s.words(), []string{"--yes"}, cli.ShellFlag("--export", file)),
				}
				return cli.Result{}, f
			}
			if file == "" {
				file = "dead-letters-" + time.Now().UTC().Format("20060102T150405Z") + ".ndjson"
			}
			return purge(ctx, a, file, where, s.limit)
		}),
	}
	s.addFlags(cmd, "to delete")
	cmd.Flags().BoolVar(&yes, "yes", false, "confirm the deletion")
	cmd.Flags().StringVar(&file, "export", "", "new `file` to write the letters to (dead-letters-TIME.ndjson in the current directory)")
	a.DeadLetterQueueFlag(cmd)
	return cmd
}

// purgeData is the result of dlq purge.
type purgeData struct {
	File string `json:"file"` // the absolute path of the file with the letters
	deadletter.Purged
}

func purge(ctx context.Context, a *cli.App, name string, where deadletter.Where, limit int) (cli.Result, error) {
	q, err := findQueues(ctx, a)
	if err != nil {
		return cli.Result{}, err
	}
	// Before the first receive: an error has no effect on the letters.
	f, err := newLetterFile(name)
	if err != nil {
		return cli.Result{}, err
	}
	done := purgeData{File: name}
	if whole, err := filepath.Abs(name); err == nil {
		done.File = whole
	}
	read := a.Wait("the dead letters")
	done.Purged, err = q.Purge(ctx, where, limit, f.keep)
	read()
	if closed := f.Close(); err == nil {
		err = closed
	}
	err = writeFailure(err)
	if f.letters == 0 {
		_ = os.Remove(name) // an empty file is only untidy
		done.File = ""
	}
	if err == nil {
		err = done.failure()
	}
	if err != nil && done.Exported == 0 {
		return cli.Result{Data: done}, err // there may be letters that the command could not read
	}
	return cli.Result{Data: done, Warnings: where.Hints(), Text: done.write}, err
}

// failure returns the failure of letters that were not deleted or not read, or nil.
func (d purgeData) failure() error {
	if failed := len(d.Failures); failed > 0 {
		return cli.SomeFailed(failed, d.Exported, "were exported but not deleted: "+d.Failures[0].Reason, "they are still in the dead-letter queue: run the same command again, with another file")
	}
	if d.Left > 0 {
		return cli.Partial(
			fmt.Errorf("about %s not read, and may be among the letters to delete", cli.Count(d.Left, "letter was", "letters were")),
			"run the same command again in a few minutes, with another file: another command reads the letters, or one was killed")
	}
	return nil
}

func (d purgeData) write(w io.Writer) error {
	if d.Exported == 0 {
		_, err := fmt.Fprintln(w, "No dead letter to purge.")
		return err
	}
	hold := "they hold"
	if d.Exported == 1 {
		hold = "it holds"
	}
	return cli.WriteText(w, "", fmt.Sprintf("Deleted %s. %s in %s; %s personal data.",
		cli.Plural(d.Deleted, "letter"), cli.Count(d.Exported, "letter is", "letters are"), d.File, hold))
}

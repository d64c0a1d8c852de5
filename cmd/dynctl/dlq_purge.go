package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/deadletter"
)

func newDLQPurge(a *app) *cobra.Command {
	var s selection
	var yes bool
	var file string
	cmd := &cobra.Command{
		Use:   "purge",
		Short: "Delete dead letters, after writing them to a file",
		Long: "Deletes the dead letters that --where selects. Each is first written to a new file, as by\n" +
			"dynctl dlq export, and the file to disk: what is not in it is not deleted.",
		Args: takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			where, err := s.parse()
			switch {
			case err != nil:
				return answer{}, err
			case where.IsZero():
				return answer{}, usagef("purge needs --where: say which letters to delete")
			case !yes:
				return answer{}, usagef("purge needs --yes: see what it would delete by dynctl dlq ls with the same --where")
			}
			if file == "" {
				file = "dead-letters-" + time.Now().UTC().Format("20060102T150405Z") + ".ndjson"
			}
			return a.purge(ctx, file, where, s.limit)
		}),
	}
	s.flags(cmd, "to delete")
	cmd.Flags().BoolVar(&yes, "yes", false, "do it")
	cmd.Flags().StringVar(&file, "export", "", "new `file` to write the letters to (dead-letters-TIME.ndjson in the current directory)")
	a.deadLetterQueueFlag(cmd)
	return cmd
}

// dlqPurgeData is what dlq purge did.
type dlqPurgeData struct {
	File string `json:"file"` // where the letters are now, with its whole path
	deadletter.Purged
}

func (a *app) purge(ctx context.Context, name string, where deadletter.Where, limit int) (answer, error) {
	box, _, _, err := a.box(ctx)
	if err != nil {
		return answer{}, err
	}
	// Before anything is received, so that a file that cannot be is no matter.
	f, err := newLetterFile(name)
	if err != nil {
		return answer{}, err
	}
	done := dlqPurgeData{File: name}
	if whole, err := filepath.Abs(name); err == nil {
		done.File = whole
	}
	done.Purged, err = box.Purge(ctx, where, limit, f.keep)
	if closed := f.Close(); err == nil {
		err = closed
	}
	err = notWritten(err)
	if f.letters == 0 {
		os.Remove(name)
		done.File = ""
	}
	if failed := len(done.Failures); failed > 0 && err == nil {
		err = some(failed, done.Exported, "were exported but not deleted: "+done.Failures[0].Reason, "they are still in the dead-letter queue: run the same command again, to another file")
	}
	if done.Left > 0 && err == nil {
		err = &failure{
			exit: exitSome, code: "some_failed",
			err:     fmt.Errorf("about %s not looked at, and may be among those to delete", count(done.Left, "letter was", "letters were")),
			actions: []string{"run the same command again in a few minutes, to another file: they are out of sight, as another look is on, or one was killed"},
		}
	}
	if err != nil && done.Exported == 0 {
		return answer{data: done}, err // that none was seen does not mean that there is none
	}
	return answer{data: done, text: done.show}, err
}

func (d dlqPurgeData) show(w io.Writer) error {
	if d.Exported == 0 {
		_, err := fmt.Fprintln(w, "No dead letter to purge.")
		return err
	}
	_, err := fmt.Fprintf(w, "Deleted %s. %s in %s; they hold personal data.\n",
		plural(d.Deleted, "letter"), count(d.Exported, "letter is", "letters are"), d.File)
	return err
}

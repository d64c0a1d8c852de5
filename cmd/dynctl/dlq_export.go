package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/deadletter"
)

func newDLQExport(a *app) *cobra.Command {
	var s selection
	cmd := &cobra.Command{
		Use:   "export [FILE|-]",
		Short: "Write dead letters to a file, a line of JSON each, and leave the queue as it is",
		Long:  "Writes dead letters to a new file that only its owner may read, or with - or without a\nname to stdout: one line of JSON each, with row data. dynctl replay takes the file.\n" + looked,
		Args:  takes(0, 1, "a FILE or -"),
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			where, err := s.parse()
			if err != nil {
				return answer{}, err
			}
			name := "-"
			if len(args) == 1 {
				name = args[0]
			}
			if name == "-" && a.asJSON {
				return answer{}, usagef("--json prints one object on stdout: give a file to export to")
			}
			return a.export(ctx, name, where, s.limit)
		}),
	}
	s.flags(cmd, "to export")
	a.deadLetterQueueFlag(cmd)
	return cmd
}

// dlqExportData is what dlq export wrote.
type dlqExportData struct {
	File    string          `json:"file"`
	Letters int             `json:"letters"`
	Seen    deadletter.Seen `json:"seen"`
}

func (a *app) export(ctx context.Context, name string, where deadletter.Where, limit int) (answer, error) {
	box, _, _, err := a.box(ctx)
	if err != nil {
		return answer{}, err
	}
	done := dlqExportData{File: name}
	if name == "-" {
		w := bufio.NewWriter(a.stdout)
		done.Letters, done.Seen, err = box.Export(ctx, where, limit, w)
		if err == nil {
			err = w.Flush()
		}
		return answer{data: done, warnings: warningsOf(done.Seen)}, notWritten(err)
	}
	f, err := newLetterFile(name)
	if err != nil {
		return answer{}, err
	}
	done.Letters, done.Seen, err = box.Export(ctx, where, limit, f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(name) // half an export looks like a whole one
		return answer{data: done}, notWritten(err)
	}
	return answer{data: done, warnings: warningsOf(done.Seen), text: func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "Exported %s to %s, row data included. They are still in the queue.\n", plural(done.Letters, "letter"), name)
		return err
	}}, nil
}

// notWritten tells a file that could not be written from all other errors.
func notWritten(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return failf("make room, or write the file elsewhere", "%w", e)
	}
	return err
}

// letterFile is a new file of letters, which hold personal data.
type letterFile struct {
	*os.File
	letters int
}

// newLetterFile refuses to write over a file.
func newLetterFile(name string) (*letterFile, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, failf("give the name of a file that is not there", "%s is there already, and is not overwritten", name)
	}
	if err != nil {
		return nil, failf("give the name of a file that can be written", "export: %w", err)
	}
	return &letterFile{File: f}, nil
}

// keep writes letters so that they outlive a crash of the machine.
func (f *letterFile) keep(letters []deadletter.Letter) error {
	for _, l := range letters {
		if err := deadletter.WriteLine(f, l); err != nil {
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if f.letters == 0 { // the file's name, too
		dir, err := os.Open(filepath.Dir(f.Name()))
		if err != nil {
			return err
		}
		defer dir.Close()
		if err := dir.Sync(); err != nil {
			return err
		}
	}
	f.letters += len(letters)
	return nil
}

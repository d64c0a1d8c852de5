package emulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/statefile"
	"sns-dynamics/internal/operator/durable"
)

// openState opens the file of --state and reads the rows from it. Without --state the
// file is nil.
func (o *options) openState(made *emulator.Options) (*statefile.File, error) {
	if o.state == "" {
		return nil, nil
	}
	if dir := filepath.Dir(o.state); !isFolder(dir) {
		return nil, cli.Failed("make the folder "+dir+", or name a file in a folder that exists", "--state %s: there is no folder %s", o.state, dir)
	}
	f, err := statefile.Open(o.state)
	if errors.Is(err, durable.ErrInUse) {
		return nil, cli.Failed("end the other process, or name another file", "%w", err)
	}
	if _, isPath := errors.AsType[*fs.PathError](err); isPath {
		return nil, cli.Failed("give --state a file that can be written", "%w", err)
	}
	if err != nil {
		return nil, cli.Failed("give --state the name of a file", "%w", err)
	}
	if made.State, err = f.Read(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// isFolder reports whether a path is a folder. It also reports true if the path cannot be read:
// the use of a file in it has the error then.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	return info.IsDir()
}

// stateFailure returns the failure of a file that holds no valid state.
func (o *options) stateFailure(e *emulator.StateError) error {
	return cli.Failed("name another file, or move this file to start with the initial rows", "%s: %w", o.state, e.Err)
}

// saveUntil saves changed rows until ctx ends. Without a file it only waits.
func saveUntil(ctx context.Context, f *statefile.File, e *emulator.Emulator, stderr io.Writer) error {
	if f == nil {
		<-ctx.Done()
		return nil
	}
	k := statefile.Keeper{File: f, Emulator: e, Failed: func(err error) {
		fmt.Fprintf(cli.TerminalSafe(stderr), "dynctl: warning: %v; the next save tries again\n", err)
	}}
	return k.Keep(ctx)
}

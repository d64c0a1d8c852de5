package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/csdl"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/filelock"
	"sns-dynamics/internal/nearest"
	"sns-dynamics/internal/orgschema"
	"sns-dynamics/internal/statefile"
)

// emulation is what the flags of emulate say.
type emulation struct {
	addr     string
	secure   bool
	metadata string
	state    string
	limits   bool
	faults   []string // as NAME or NAME=COUNT
}

func (o *emulation) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.addr, "addr", "127.0.0.1:0", "address and port to listen on; port 0 picks a free one")
	flags.BoolVar(&o.secure, "tls", false, "serve HTTPS, under a certificate authority made for this run")
	flags.StringVar(&o.metadata, "metadata", "", "`file` with the $metadata document of an org, whose tables to have")
	flags.BoolVar(&o.limits, "limits", false, "hold each user to the documented service protection limits")
	flags.StringArrayVar(&o.faults, "fault", nil, "fault that the next COUNT requests meet, 1 if left out, or all, as `NAME[=COUNT]`; may be repeated")
	flags.StringVar(&o.state, "state", "", "`file` that keeps the rows over restarts; it is made if it is not there")
}

// options are the emulator's, as far as they need no file to be held open.
func (o *emulation) options() (made dynamicstest.Options, warnings []string, err error) {
	made = dynamicstest.Options{TLS: o.secure, KeepRequests: 1000}
	if o.limits {
		made.Limits = &dynamicstest.Limits{}
	}
	if o.metadata == "" {
		return made, nil, nil
	}
	made.Schema, warnings, err = schemaOf(o.metadata)
	return made, warnings, err
}

// fewWarnings is how many parts of a document are named that are left out: the
// document of a large org has hundreds.
const fewWarnings = 5

func schemaOf(file string) (schema []byte, warnings []string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	const action = "save what the org answers to GET $metadata, as XML, and name that file"
	document, err := csdl.Read(f)
	if err != nil {
		return nil, nil, failf(action, "%s: %w", file, err)
	}
	schema, leftOut, err := orgschema.Schema(document, dynamicstest.EmbeddedSchema())
	if err != nil {
		return nil, nil, failf(action, "%s: %w", file, err)
	}
	for i, what := range leftOut {
		if i == fewWarnings {
			warnings = append(warnings, fmt.Sprintf("%s: %d more that the emulator does not have", file, len(leftOut)-i))
			break
		}
		warnings = append(warnings, file+": not emulated: "+what)
	}
	return schema, warnings, nil
}

// setFaults switches on what --fault names.
func (o *emulation) setFaults(e *dynamicstest.Emulator) error {
	for _, f := range o.faults {
		name, count, err := parseFault(f)
		if err != nil {
			return usagef("--fault %s: %w", f, err)
		}
		if err := e.SetFault(name, count); err != nil {
			return usagef("--fault %s: %w", f, unknownFault(name, e, err))
		}
	}
	return nil
}

func parseFault(text string) (name string, count int, err error) {
	name, number, counted := strings.Cut(text, "=")
	switch {
	case !counted:
		return name, 1, nil
	case number == "all":
		return name, dynamicstest.EveryRequest, nil
	}
	if count, err = strconv.Atoi(number); err != nil || count < 0 {
		return "", 0, errors.New("expected NAME, NAME=COUNT or NAME=all")
	}
	return name, count, nil
}

// unknownFault names what may have been meant.
func unknownFault(name string, e *dynamicstest.Emulator, err error) error {
	var names []string
	for _, f := range e.Faults() {
		if f.Name == name {
			return err
		}
		names = append(names, f.Name)
	}
	if near, found := nearest.Name(name, names); found {
		return fmt.Errorf("there is no such fault; %s is near", near)
	}
	return errors.New("there is no such fault; docs/emulator.md lists them, and so does the inspector")
}

// keep holds the file of --state, nil for none, and takes the rows from it.
func (o *emulation) keep(made *dynamicstest.Options) (*statefile.File, error) {
	if o.state == "" {
		return nil, nil
	}
	f, err := statefile.Open(o.state)
	if errors.Is(err, filelock.ErrInUse) {
		return nil, failf("end the other one, or name another file", "%w", err)
	}
	if err != nil {
		return nil, err
	}
	if made.State, err = f.Read(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// refused says what to do about a file that holds no state.
func (o *emulation) refused(e *dynamicstest.StateError) error {
	return failf("name another file, or move this one away to begin with the first rows", "%s: %w", o.state, e.Err)
}

// keepUntil saves what changes until the context ends; a nil file is none.
func keepUntil(ctx context.Context, f *statefile.File, e *dynamicstest.Emulator, stderr io.Writer) error {
	if f == nil {
		<-ctx.Done()
		return nil
	}
	k := statefile.Keeper{File: f, Emulator: e, Failed: func(err error) {
		fmt.Fprintf(harmless{stderr}, "dynctl: warning: %v; it is tried again\n", err)
	}}
	return k.Keep(ctx)
}

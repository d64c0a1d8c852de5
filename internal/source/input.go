// Package source reads messages out of what people have them in: files of one
// message or a message a line, directories of those, events of SNS and SQS, and
// envelopes. It says of each where it stands.
package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Stdin is the name of standard input, in what is opened and in [Item].
const Stdin = "-"

// ErrNoFiles is wrapped by the error of [Open] for a directory without a file of
// messages.
var ErrNoFiles = errors.New("no *.json, *.ndjson or *.jsonl file")

// Item is a message, or a place where there should be one.
type Item struct {
	// File is the file as it was asked for, to find it again. Name is the same
	// from whatever directory the program runs: its path below the directory that
	// was opened, or its last element.
	File, Name string
	// Line is where the message starts, counted from 1. For a message inside a
	// string, such as the Message of an envelope, it is where the record starts.
	Line int
	// Path is where the message stands in the JSON value around it, a JSON pointer
	// that goes on through strings: /Records/0/Sns/Message. It is empty for a
	// message by itself.
	Path string
	// Text is the message byte for byte, without blanks around it.
	Text string
	// Problem says what was expected where no message could be read. It holds
	// nothing of what was read.
	Problem string
}

// inString reports whether the message was taken out of a string, so that its
// own lines are not the file's.
func (i Item) inString() bool {
	return strings.HasSuffix(i.Path, "/Message") || strings.HasSuffix(i.Path, "/body")
}

// Input is where messages are read from. It is not safe for concurrent use.
type Input struct {
	files []file
	stdin io.Reader
	spool *os.File
}

type file struct{ path, name string }

// Open finds the files of a name: that file; of a directory, all *.json,
// *.ndjson and *.jsonl files below it in the order of their names; or, for "-",
// standard input. The error is one of the file system or wraps [ErrNoFiles].
func Open(name string, stdin io.Reader) (*Input, error) {
	if name == Stdin {
		return &Input{files: []file{{Stdin, Stdin}}, stdin: stdin}, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return &Input{files: []file{{name, filepath.Base(name)}}}, nil
	}
	in := &Input{}
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !holdsMessages(path) {
			return err
		}
		below, err := filepath.Rel(name, path)
		in.files = append(in.files, file{path, filepath.ToSlash(below)})
		return err
	})
	if err == nil && len(in.files) == 0 {
		err = fmt.Errorf("read %s: %w", name, ErrNoFiles)
	}
	return in, err
}

func holdsMessages(path string) bool {
	return slices.Contains([]string{".json", ".ndjson", ".jsonl"}, strings.ToLower(filepath.Ext(path)))
}

// Reads reports whether [Open] of a directory finds a file of that path, if it is
// there.
func Reads(directory, path string) bool {
	info, err := os.Stat(directory)
	if err != nil || !info.IsDir() || !holdsMessages(path) {
		return false
	}
	from, err := filepath.Abs(directory)
	if err != nil {
		return false
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	below, err := filepath.Rel(from, to)
	return err == nil && filepath.IsLocal(below)
}

// Files returns the names of the files, as [Item] has them in File.
func (in *Input) Files() []string {
	var names []string
	for _, f := range in.files {
		names = append(names, f.path)
	}
	return names
}

// Keep makes it possible to read standard input more than once: it copies all of
// it into a temporary file, which has no name any more where the system lets an
// open file be removed, and which Close removes elsewhere.
func (in *Input) Keep() error {
	if in.stdin == nil || in.spool != nil {
		return nil
	}
	spool, err := os.CreateTemp("", "dynctl-stdin-*")
	if err != nil {
		return fmt.Errorf("keep standard input: %w", err)
	}
	_ = os.Remove(spool.Name()) // where it fails, Close does it
	in.spool = spool
	if _, err := io.Copy(spool, in.stdin); err != nil {
		return fmt.Errorf("keep standard input: %w", err)
	}
	return nil
}

// Close removes what Keep made.
func (in *Input) Close() error {
	if in.spool == nil {
		return nil
	}
	err := in.spool.Close()
	_ = os.Remove(in.spool.Name())
	return err
}

// Items reads the messages one after the other, holding no more than one file
// that is a single JSON value, or one line, in memory. An error is the last there
// is: a file could not be read.
func (in *Input) Items() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for _, f := range in.files {
			if more, err := in.read(f, yield); err != nil {
				yield(Item{}, err)
				return
			} else if !more {
				return
			}
		}
	}
}

func (in *Input) read(f file, yield func(Item, error) bool) (more bool, err error) {
	from := in.stdin
	switch {
	case in.spool != nil:
		if _, err := in.spool.Seek(0, io.SeekStart); err != nil {
			return false, fmt.Errorf("read standard input again: %w", err)
		}
		from = in.spool
	case in.stdin == nil:
		opened, err := os.Open(f.path)
		if err != nil {
			return false, err
		}
		defer opened.Close()
		from = opened
	}
	r := newReader(f, from, func(i Item) bool { return yield(i, nil) })
	if err := r.read(); err != nil {
		return false, fmt.Errorf("read %s: %w", f.path, err)
	}
	return !r.stopped, nil
}

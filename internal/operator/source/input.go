// Package source reads messages from files: one message, one message a line, events of SNS
// and SQS, and envelopes. It also reads directories of such files. It knows the place of
// each message.
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
	"strconv"
	"strings"
)

// Stdin is the name of standard input for [Open] and in [Item].
const Stdin = "-"

// ErrNoFiles is wrapped by the error of [Open] for a directory without a file of messages.
var ErrNoFiles = errors.New("no *.json, *.ndjson or *.jsonl file")

// Item is a message, or the place of a message that cannot be read.
type Item struct {
	// File is the path of the file, based on the path that was opened. Name does not
	// depend on the working directory: it is the path below the directory that was
	// opened, or the last element of the path. If several names were opened, it begins with
	// the number of the name.
	File, Name string
	// Line is the line where the message starts, from 1. For a message inside a string,
	// such as the Message of an envelope, it is the line where the record starts.
	Line int
	// Path is the place of the message in the JSON value around it: a JSON pointer that
	// continues into strings, such as /Records/0/Sns/Message. It is empty for a plain
	// message.
	Path string
	// Text is the message byte for byte, without white space around it.
	Text string
	// Problem says what was expected instead of the text that was read. It contains no
	// part of that text.
	Problem string
	// IsOutside says that the problem is of the file, and of no message.
	IsOutside bool
	// Excerpt is the place of the problem in its line, if the problem is one of syntax.
	Excerpt *Excerpt
}

// inString reports whether the message was in a string: then its lines are not the lines of
// the file.
func (i Item) inString() bool {
	return strings.HasSuffix(i.Path, "/Message") || strings.HasSuffix(i.Path, "/body")
}

// Input is a source of messages. It is not safe for concurrent use.
type Input struct {
	files []file
	stdin io.Reader
	spool *os.File
}

type file struct{ path, name string }

// Open finds the files of names: the file itself; all *.json, *.ndjson and *.jsonl files below
// a directory, in the order of their names; or standard input for "-". It reads a file once
// that several names stand for. The error is the error of the file system, or wraps
// [ErrNoFiles].
func Open(stdin io.Reader, names ...string) (*Input, error) {
	in := &Input{}
	known := map[string]bool{}
	for n, name := range names {
		found, err := filesOf(name)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if len(names) > 1 {
				f.name = strconv.Itoa(n+1) + "/" + f.name // two folders may have files of one name
			}
			if f.path == Stdin {
				in.stdin = stdin
			}
			if id := identity(f.path); !known[id] {
				known[id] = true
				in.files = append(in.files, f)
			}
		}
	}
	return in, nil
}

// identity returns the same text for all paths of a file.
func identity(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// filesOf returns the files of one name.
func filesOf(name string) ([]file, error) {
	if name == Stdin {
		return []file{{path: Stdin, name: Stdin}}, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []file{{name, filepath.Base(name)}}, nil
	}
	var files []file
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !holdsMessages(path) {
			return err
		}
		below, err := filepath.Rel(name, path)
		files = append(files, file{path, filepath.ToSlash(below)})
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("read %s: %w", name, ErrNoFiles)
	}
	return files, err
}

func holdsMessages(path string) bool {
	return slices.Contains([]string{".json", ".ndjson", ".jsonl"}, strings.ToLower(filepath.Ext(path)))
}

// Reads reports whether [Open] of a directory would find a file with the given path.
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

// Files returns the names of the files, as in the field File of [Item].
func (in *Input) Files() []string {
	var names []string
	for _, f := range in.files {
		names = append(names, f.path)
	}
	return names
}

// Keep copies standard input to a temporary file, so that it can be read more than once. It
// removes the name of the file at once if the operating system allows that for an open file;
// otherwise Close removes the file. The error comes from the file system or from reading.
func (in *Input) Keep() error {
	if in.stdin == nil || in.spool != nil {
		return nil
	}
	spool, err := os.CreateTemp("", "dynctl-stdin-*")
	if err != nil {
		return fmt.Errorf("keep standard input: %w", err)
	}
	_ = os.Remove(spool.Name()) // if it fails, Close removes the file
	in.spool = spool
	if _, err := io.Copy(spool, in.stdin); err != nil {
		return fmt.Errorf("keep standard input: %w", err)
	}
	return nil
}

// Close removes the file of [Input.Keep]. The error comes from the file system.
func (in *Input) Close() error {
	if in.spool == nil {
		return nil
	}
	err := in.spool.Close()
	_ = os.Remove(in.spool.Name())
	return err
}

// Items reads the messages one after the other. It holds one line in memory, or one file if
// the file is a single JSON value. An error, of reading a file, ends the sequence.
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
	case f.path == Stdin && in.spool != nil:
		if _, err := in.spool.Seek(0, io.SeekStart); err != nil {
			return false, fmt.Errorf("read standard input again: %w", err)
		}
		from = in.spool
	case f.path != Stdin:
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

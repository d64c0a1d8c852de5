package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// largestDocument is the most bytes of a file that is one JSON value over several
// lines, such as an array. It is held in memory as a whole.
const largestDocument = 16 << 20

// reader reads one file.
type reader struct {
	file    file
	lines   lines
	yield   func(Item) bool
	stopped bool // by whoever takes the messages
}

func newReader(f file, from io.Reader, yield func(Item) bool) *reader {
	return &reader{file: f, lines: lines{r: bufio.NewReaderSize(from, 64<<10)}, yield: yield}
}

// read finds out whether the file is one JSON value or one on each line. A first
// line that is a value by itself is one of many, or the only one. If it is not,
// the whole may be; if that is not either, and some line is an object by itself,
// then the first line is a broken one of many.
func (r *reader) read() error {
	if readable, err := r.mark(); err != nil || !readable || r.stopped {
		return err
	}
	first, tooLong, err := r.lines.filled()
	switch {
	case errors.Is(err, io.EOF):
		r.problem(1, "expected a message, got an empty file")
		return nil
	case err != nil:
		return err
	case tooLong, json.Valid(first), isLines(r.file.name):
		return r.each(first, tooLong)
	}
	start := r.lines.n
	text := append(bytes.Clone(first), '\n')
	rest, err := io.ReadAll(io.LimitReader(r.lines.r, largestDocument+1-int64(len(text))))
	if err != nil {
		return err
	}
	text = append(text, rest...)
	end, failed := endOfValue(text)
	switch {
	case failed == nil && len(trim(text[end:])) == 0:
		r.value(trim(text[:end]), start)
	case hasObjectLine(rest):
		r.lines.r = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(rest), r.lines.r), 64<<10)
		return r.each(first, false)
	case len(text) > largestDocument:
		r.problem(start, fmt.Sprintf("expected a JSON value of at most %d MiB: write a message a line", largestDocument>>20))
	case failed != nil:
		r.problem(start+bytes.Count(text[:end], []byte("\n")), failed.Error())
	default:
		behind := len(text) - len(bytes.TrimLeft(text[end:], " \t\r\n"))
		r.problem(start+bytes.Count(text[:behind], []byte("\n")), "expected one JSON value, got more behind it: write a message a line")
	}
	return nil
}

// mark reads the byte order mark, which JSON does not have, RFC 8259 section 8.1.
// It reports whether what follows can be read.
func (r *reader) mark() (readable bool, err error) {
	head, err := r.lines.r.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\ufeff")):
		_, _ = r.lines.r.Discard(len("\ufeff")) // it was peeked at
		r.problem(1, "expected JSON, got a byte order mark before it: save the file as UTF-8 without one")
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		r.problem(1, "expected UTF-8, got UTF-16: save the file as UTF-8")
		return false, nil
	}
	return true, nil
}

// each reads a value a line, the first of which has been read.
func (r *reader) each(line []byte, tooLong bool) error {
	for !r.stopped {
		if tooLong {
			r.problem(r.lines.n, fmt.Sprintf("expected a line of at most %d bytes", longestLine))
		} else if end, failed := endOfValue(line); failed != nil {
			r.problem(r.lines.n, fmt.Sprintf("%v at byte %d", failed, end+1))
		} else if len(trim(line[end:])) > 0 {
			r.problem(r.lines.n, fmt.Sprintf("expected one JSON value, got more behind it at byte %d", end+1))
		} else {
			r.value(trim(line), r.lines.n)
		}
		var err error
		if line, tooLong, err = r.lines.filled(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// endOfValue returns how far the JSON value reaches with which a text begins, or
// where it stops being one.
func endOfValue(text []byte) (int, error) {
	var ignored json.RawMessage
	d := json.NewDecoder(bytes.NewReader(text))
	err := d.Decode(&ignored)
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		return min(max(int(s.Offset)-1, 0), len(text)), errors.New("expected JSON, got invalid JSON")
	}
	if err != nil {
		return len(trim(text)), errors.New("expected JSON, got a text that ends too early")
	}
	return int(d.InputOffset()), nil
}

func isLines(name string) bool {
	extension := strings.ToLower(filepath.Ext(name))
	return extension == ".ndjson" || extension == ".jsonl"
}

// hasObjectLine reports whether one of the first lines is an object by itself.
func hasObjectLine(text []byte) bool {
	const first = 100
	n := 0
	for line := range bytes.Lines(text) {
		if line = trim(line); bytes.HasPrefix(line, []byte("{")) && json.Valid(line) {
			return true
		}
		if n++; n == first {
			break
		}
	}
	return false
}

func (r *reader) problem(line int, text string) {
	r.give(Item{Line: line, Problem: text})
}

func (r *reader) give(i Item) {
	i.File, i.Name = r.file.path, r.file.name
	if !r.stopped {
		r.stopped = !r.yield(i)
	}
}

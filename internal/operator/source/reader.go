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
	"unicode/utf8"

	"sns-dynamics/internal/number"
)

// largestDocument is the limit, in bytes, of a file that is one JSON value over several
// lines, such as an array. The reader holds such a file in memory.
const largestDocument = 16 << 20

// reader reads one file.
type reader struct {
	file    file
	lines   lines
	yield   func(Item) bool
	stopped bool // yield returned false
}

func newReader(f file, from io.Reader, yield func(Item) bool) *reader {
	return &reader{file: f, lines: lines{r: bufio.NewReaderSize(from, 64<<10)}, yield: yield}
}

// read decides whether the file is one JSON value or has one JSON value on each line. If
// the first line is a JSON value, each line is a value. If the first line is no value, the
// whole file may be one value. If the file is no value, and one of its lines is an object,
// each line is a value and the first line is invalid.
func (r *reader) read() error {
	if readable, err := r.mark(); err != nil || !readable || r.stopped {
		return err
	}
	first, tooLong, err := r.lines.filled()
	switch {
	case errors.Is(err, io.EOF):
		r.empty()
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
		r.value(text[:end], start)
	case hasObjectLine(rest):
		r.lines.r = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(rest), r.lines.r), 64<<10)
		return r.each(first, false)
	case len(text) > largestDocument:
		r.problem(start, fmt.Sprintf("expected a JSON value of at most %d MiB: write a message a line", largestDocument>>20))
	case failed != nil:
		r.invalid(text, start, failed)
	default:
		r.more(text, start, end, ": write a message a line")
	}
	return nil
}

// each reads one value a line. line is the first line.
func (r *reader) each(line []byte, tooLong bool) error {
	for !r.stopped {
		if tooLong {
			r.problem(r.lines.n, fmt.Sprintf("expected a line of at most %s bytes", number.Grouped(longestLine)))
		} else if end, failed := endOfValue(line); failed != nil {
			r.invalid(line, r.lines.n, failed)
		} else if len(trim(line[end:])) > 0 {
			r.more(line, r.lines.n, end, "")
		} else {
			r.value(line, r.lines.n)
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

func isLines(name string) bool {
	extension := strings.ToLower(filepath.Ext(name))
	return extension == ".ndjson" || extension == ".jsonl"
}

// hasObjectLine reports whether one of the first lines is a JSON object.
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

// invalid gives the syntax error of a text that starts at a line.
func (r *reader) invalid(text []byte, line int, e *syntaxError) {
	r.at(text, line, e.at, e.problem())
}

// more gives the problem of what stands behind the end of a value.
func (r *reader) more(text []byte, line, end int, advice string) {
	at := len(text) - len(bytes.TrimLeft(text[end:], " \t\r\n"))
	problem := "expected one JSON value, got more behind it" + advice
	if c, _ := utf8.DecodeRune(text[at:]); isInvisible(c) {
		problem = "expected one JSON value, got behind it " + invisible(c)
	}
	if text[at] == ',' {
		problem = "expected one JSON value, got a comma behind it: remove the comma"
		if behind, _, _ := bytes.Cut(text[at+1:], []byte("\n")); len(trim(behind)) > 0 {
			problem += ", and write a message a line"
		}
	}
	r.at(text, line, at, problem)
}

// at gives the problem of an offset in a text that starts at a line.
func (r *reader) at(text []byte, line, at int, problem string) {
	shown := excerptOf(text, at)
	isOutside := len(bytes.Trim(text, " \t\r\n{}[],")) == 0 // a line with a bracket of an array has no message
	r.give(Item{Line: line + bytes.Count(text[:at], []byte("\n")), Problem: problem, Excerpt: &shown, IsOutside: isOutside})
}

func (r *reader) problem(line int, text string) {
	r.give(Item{Line: line, Problem: text})
}

// outside gives a problem of the file, and of no message.
func (r *reader) outside(line int, text string) {
	r.give(Item{Line: line, Problem: text, IsOutside: true})
}

func (r *reader) empty() { r.outside(1, "expected a message, got an empty file") }

func (r *reader) give(i Item) {
	i.File, i.Name = r.file.path, r.file.name
	if !r.stopped {
		r.stopped = !r.yield(i)
	}
}

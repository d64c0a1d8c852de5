package source

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// longestLine is the most bytes of a line: four messages of the greatest size
// that a topic takes as it is set up, or one of the greatest that SNS takes.
const longestLine = 1 << 20

// lines reads a text line by line, and numbers them.
type lines struct {
	r *bufio.Reader
	n int // of the line read last
}

// next returns the next line without its end, LF or CRLF. Of one that is too long
// it returns nothing, and reads on behind it. The error is io.EOF behind the last
// line, or the reader's.
func (l *lines) next() (line []byte, tooLong bool, err error) {
	for {
		part, err := l.r.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(line) > longestLine+len("\r\n") {
			line, tooLong = nil, true
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(line) > 0 || tooLong):
			err = nil // the last line need not end
		}
		if err != nil {
			return nil, false, err
		}
		l.n++
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if len(line) > longestLine {
			return nil, true, nil
		}
		return line, tooLong, nil
	}
}

// filled returns the next line that is not blank.
func (l *lines) filled() (line []byte, tooLong bool, err error) {
	for {
		line, tooLong, err = l.next()
		if err != nil || tooLong || len(trim(line)) > 0 {
			return line, tooLong, err
		}
	}
}

// trim takes away the blanks of JSON.
func trim(text []byte) []byte { return bytes.Trim(text, " \t\r\n") }

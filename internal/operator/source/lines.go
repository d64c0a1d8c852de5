package source

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// longestLine is the most bytes of a line: four messages of the default maximum size of a
// topic, or one of the maximum size of SNS.
const longestLine = 1 << 20

// lines reads a text line by line, and counts the lines.
type lines struct {
	r *bufio.Reader
	n int // of the line read last
}

// next returns the next line without its end, LF or CRLF. It skips the content of a line
// that is too long, and returns nothing for it. The error is io.EOF after the last line, or
// the error of the reader.
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
			err = nil // the last line may have no end
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

// filled returns the next line with content.
func (l *lines) filled() (line []byte, tooLong bool, err error) {
	for {
		line, tooLong, err = l.next()
		if err != nil || tooLong || len(trim(line)) > 0 {
			return line, tooLong, err
		}
	}
}

// trim removes the white space of JSON around a text.
func trim(text []byte) []byte { return bytes.Trim(text, " \t\r\n") }

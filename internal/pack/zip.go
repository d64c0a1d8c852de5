package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"os"
)

// mode lets the user that Lambda runs the function as read and start it, whatever
// the umask of who built it.
const mode os.FileMode = 0o755

// firstOfJanuary1980 is the earliest date that a zip file can hold, in its format:
// seven bits of years since 1980, four of the month, five of the day.
const firstOfJanuary1980 = 1<<5 | 1

// compress returns a zip file that holds the program and nothing that differs from
// one machine or day to another.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html
func compress(program []byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	header := &zip.FileHeader{Name: bootstrap, Method: zip.Deflate}
	header.SetMode(mode)
	//lint:ignore SA1019 Modified would add an extra field with the time in it.
	header.ModifiedDate = firstOfJanuary1980
	file, err := w.CreateHeader(header)
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(program); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

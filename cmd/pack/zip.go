package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"os"
)

// The modes of the files of the zip file. They let the user of the Lambda function read the
// files and start the program, and do not depend on the umask of the build.
const (
	programMode os.FileMode = 0o755
	dataMode    os.FileMode = 0o644
)

// entry is a file of the zip file.
type entry struct {
	name string
	body []byte
	mode os.FileMode
}

// firstOfJanuary1980 is the earliest date of a zip file in its format: seven bits of years
// since 1980, four bits of the month, five bits of the day.
const firstOfJanuary1980 = 1<<5 | 1

// compress returns a zip file with files in their order. Its bytes do not depend on the machine
// and the day.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html
func compress(files []entry) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		header.SetMode(f.mode)
		//lint:ignore SA1019 Modified would add an extra field with the time in it.
		header.ModifiedDate = firstOfJanuary1980
		file, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := file.Write(f.body); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

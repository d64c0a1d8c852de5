package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// TestCompress wants a file of one entry, in which nothing differs from one
// machine or day to another.
func TestCompress(t *testing.T) {
	program := bytes.Repeat([]byte("\x7fELF, and more of it\n"), 1000)
	zipped, err := compress(program)
	if err != nil {
		t.Fatal(err)
	}
	again, err := compress(program)
	if err != nil || !bytes.Equal(zipped, again) {
		t.Errorf("the second time other bytes, or %v", err)
	}
	r, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.File) != 1 || r.Comment != "" {
		t.Fatalf("%d files and the comment %q, want one and none", len(r.File), r.Comment)
	}
	f := r.File[0]
	if f.Name != "bootstrap" || f.Mode() != 0o755 || len(f.Extra) > 0 || f.Comment != "" || f.Method != zip.Deflate {
		t.Errorf("%s, %v, method %d, extra fields %x, comment %q", f.Name, f.Mode(), f.Method, f.Extra, f.Comment)
	}
	if got := f.Modified.Format("2006-01-02 15:04:05 MST"); got != "1980-01-01 00:00:00 UTC" {
		t.Errorf("the time is %s", got)
	}
	// The local header has extra fields of its own: their length is at byte 28.
	if extra := binary.LittleEndian.Uint16(zipped[28:]); extra != 0 {
		t.Errorf("%d bytes of extra fields in the local header", extra)
	}
	body, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, program) {
		t.Errorf("the entry is not the program: %v", err)
	}
}

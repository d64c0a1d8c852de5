package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// TestCompress checks that the zip file has the given entries, and no part that depends on the
// machine or the day.
func TestCompress(t *testing.T) {
	files := []entry{
		{bootstrap, bytes.Repeat([]byte("\x7fELF, and more of it\n"), 1000), programMode},
		{"routes/routes.json", []byte(`{"version": 1}`), dataMode},
	}
	zipped, err := compress(files)
	if err != nil {
		t.Fatal(err)
	}
	again, err := compress(files)
	if err != nil || !bytes.Equal(zipped, again) {
		t.Errorf("the second time other bytes, or %v", err)
	}
	r, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.File) != len(files) || r.Comment != "" {
		t.Fatalf("%d files and the comment %q, want %d files and no comment", len(r.File), r.Comment, len(files))
	}
	for i, f := range r.File {
		if f.Name != files[i].name || f.Mode() != files[i].mode || len(f.Extra) > 0 || f.Comment != "" || f.Method != zip.Deflate {
			t.Errorf("%s, %v, method %d, extra fields %x, comment %q", f.Name, f.Mode(), f.Method, f.Extra, f.Comment)
		}
		if got := f.Modified.Format("2006-01-02 15:04:05 MST"); got != "1980-01-01 00:00:00 UTC" {
			t.Errorf("the time of %s is %s", f.Name, got)
		}
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, files[i].body) {
			t.Errorf("the entry %s has another content: %v", f.Name, err)
		}
	}
	// The local header has extra fields of its own: their length is at byte 28.
	if extra := binary.LittleEndian.Uint16(zipped[28:]); extra != 0 {
		t.Errorf("%d bytes of extra fields in the local header", extra)
	}
}

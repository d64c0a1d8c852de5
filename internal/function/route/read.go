package route

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// maxFile is the limit for routes.json, in bytes.
const maxFile = 4 << 20

// Read reads the routes of a folder. It returns an error that wraps [fs.ErrNotExist] if the
// folder has no routes.json. The error names the file and the field.
func Read(folder string) (*Table, error) {
	path := filepath.Join(folder, FileName)
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the routes: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the routes: %w", err)
	}
	t, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("read the routes: %s: %w", path, err)
	}
	return t, nil
}

// Parse reads the content of routes.json. The error names the field.
func Parse(text []byte) (*Table, error) {
	if len(text) > maxFile {
		return nil, fmt.Errorf("expected at most %d bytes", maxFile)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var f File
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("expected the routes that make package compiles: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("expected one JSON object")
	}
	return New(f)
}

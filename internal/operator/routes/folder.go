package routes

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operator/validate"
	"sns-dynamics/internal/operator/yamldoc"
)

// The names in a folder.
const (
	fileName    = "routes.yaml"
	mapSuffix   = ".jq"
	testSuffix  = ".test.yaml"
	otherSuffix = ".yml" // of files that are not read

	otherFileName = "routes" + otherSuffix
)

// Folder is the content of a folder of routes without problems.
type Folder struct {
	// File is the content of the function's file.
	File route.File
	// Table is made of File.
	Table *route.Table
	// Tests are the tests of all files, in the order of the files' names.
	Tests []Test
	// Warnings are facts that may surprise and are no problems, one line each.
	Warnings []string

	maps []string // the files of the routes' mappings, by the index of the route
}

// Text returns the content of routes.json. The same folder gives the same bytes. The error is
// the error of the encoding.
func (f *Folder) Text() ([]byte, error) {
	text, err := json.MarshalIndent(f.File, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the routes: %w", err)
	}
	return append(text, '\n'), nil
}

// entry returns a route, and the file of its mapping; empty for a route without a mapping.
func (f *Folder) entry(name string) (route.Entry, string) {
	for i, e := range f.File.Routes {
		if e.Name == name {
			return e, f.maps[i]
		}
	}
	return route.Entry{}, ""
}

// fence returns what the messages of a route may ask for.
func (f *Folder) fence(name string) fence.Fence {
	e, _ := f.entry(name)
	allowed, _ := narrow(e.Allow) // the table was made of the same lists
	return allowed
}

// Read reads a folder and compiles it. The problems say by file and line why the folder is no
// routes; then there is no Folder. The error is an error of the file system.
func Read(dir string) (*Folder, []validate.Problem, error) {
	r := &folderReader{dir: dir}
	text, err := r.read(fileName)
	if _, failed := os.Stat(r.path(otherFileName)); failed == nil && errors.Is(err, fs.ErrNotExist) {
		r.addProgram(otherFileName, 1, 0, "expected the name "+fileName)
		return nil, r.problems, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read the routes: %w", err)
	}
	if err != nil {
		return nil, nil, err
	}
	f := &Folder{}
	root, err := yamldoc.Parse(r.path(fileName), text)
	r.add(err)
	if err == nil {
		r.routes(f, root)
	}
	if err := r.tests(f); err != nil {
		return nil, nil, err
	}
	if len(r.problems) > 0 {
		return nil, r.problems, nil
	}
	return f, nil, nil
}

// folderReader collects the problems of a folder.
type folderReader struct {
	dir      string
	problems []validate.Problem
}

func (r *folderReader) path(name string) string { return filepath.Join(r.dir, name) }

// maxFile is the limit for a file of a folder, in bytes.
const maxFile = 1 << 20

// read reads a file of the folder, up to one byte more than the limit. The file is a regular
// file: another file could give text without an end.
func (r *folderReader) read(name string) ([]byte, error) {
	f, err := os.Open(r.path(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: expected a file", r.path(name))
	}
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// add adds the problem of an error, which is nil, a [*yamldoc.Error] or another error.
func (r *folderReader) add(err error) {
	if e, ok := errors.AsType[*yamldoc.Error](err); ok {
		r.problems = append(r.problems, validate.Problem{File: e.File, Line: e.Line, Column: e.Column, Pointer: e.Pointer, Problem: e.Text})
	}
}

// addAt adds a problem of a value.
func (r *folderReader) addAt(n yamldoc.Node, format string, args ...any) {
	r.add(n.Errorf(format, args...))
}

// names returns the names of the files with a suffix, sorted.
func (r *folderReader) names(suffix string) ([]string, error) {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, suffix) && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

package repository

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

const (
	maxLines           = 300
	maxFiles           = 30 // the files of a folder, without its tests
	maxFilesOfEmulator = 20
	maxMethods         = 40
)

// TestSizes limits files, folders and types to a size that a reader can remember.
func TestSizes(t *testing.T) {
	files := map[string]int{}
	methods := map[string]int{}
	for _, name := range goFiles(t) {
		text := read(t, name)
		if lines := strings.Count(text, "\n"); lines > maxLines {
			t.Errorf("%s has %d lines, want at most %d", name, lines, maxLines)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		files[path.Dir(name)]++
		for _, typ := range receivers(t, name, text) {
			methods[path.Dir(name)+" "+typ]++
		}
	}
	for folder, count := range files {
		most := maxFiles
		if isIn(folder, "internal/emulator") {
			most = maxFilesOfEmulator
		}
		if count > most {
			t.Errorf("%s has %d files without tests, want at most %d", folder, count, most)
		}
	}
	for typ, count := range methods {
		if count > maxMethods {
			t.Errorf("%s has %d methods, want at most %d", typ, count, maxMethods)
		}
	}
}

// goFiles returns the Go files of the module and of the modules inside it.
func goFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(inRoot(t, ".")), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || name != "." && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go"):
			names = append(names, name)
		}
		return nil
	})
	if err != nil || len(names) == 0 {
		t.Fatalf("%d Go files: %v", len(names), err)
	}
	return names
}

// receivers names the type of each method of a file.
func receivers(t *testing.T, name, text string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, bytes.NewBufferString(text), parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, declared := range file.Decls {
		f, ok := declared.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		types = append(types, receiver(f.Recv.List[0].Type))
	}
	return types
}

func receiver(typ ast.Expr) string {
	switch typ := typ.(type) {
	case *ast.StarExpr:
		return receiver(typ.X)
	case *ast.IndexExpr:
		return receiver(typ.X)
	case *ast.Ident:
		return typ.Name
	}
	return "another type"
}

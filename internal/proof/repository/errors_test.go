package repository

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestErrorsAreDocumented: the comment of each exported function and method that returns an
// error says which errors it returns. The comment of a type may say it for all its methods.
func TestErrorsAreDocumented(t *testing.T) {
	found := 0
	for _, p := range packages(t) {
		names, err := filepath.Glob(filepath.Join(filepath.FromSlash(p.path), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		set, files := token.NewFileSet(), []*ast.File(nil)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		all, silent, err := errorFunctions(set, files, module+p.path)
		if err != nil {
			t.Fatal(err)
		}
		found += all
		for _, where := range silent {
			t.Errorf("%s returns an error, and its comment does not say which", where)
		}
	}
	if found < 80 {
		t.Errorf("%d functions that return an error were found: the test overlooks some", found)
	}
}

// TestSilentErrorsAreFound checks the check above.
func TestSilentErrorsAreFound(t *testing.T) {
	const source = `package p

import "errors"

// Told reads. The error is [ErrGone] or from the disk.
func Told() error { return nil }

// Named returns ErrGone after the end.
func Named() (int, error) { return 0, nil }

// Silent reads.
func Silent() (n int, err error) { return 0, nil }

func Bare() error { return nil }

// Safe returns a number.
func Safe() int { return 0 }

// private reads.
func private() error { return nil }

// ErrGone is the end.
var ErrGone = errors.New("gone")

// T reads. The errors of its methods are from the disk.
type T struct{}

// Read reads.
func (T) Read() error { return nil }

// U reads.
type U struct{}

// NewU opens.
func NewU() (*U, error) { return nil, nil }

// Read reads.
func (*U) Read() error { return nil }

// Terror terrifies.
func Terror() error { return nil }
`
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "p.go", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	all, silent, err := errorFunctions(set, []*ast.File{file}, "example.com/p")
	if err != nil {
		t.Fatal(err)
	}
	for i, where := range silent {
		_, silent[i], _ = strings.Cut(where, " ")
	}
	if want := []string{"Bare", "NewU", "Silent", "Terror", "U.Read"}; all != 8 || !slices.Equal(silent, want) {
		t.Errorf("%d functions, silent %q, want 8 and %q", all, silent, want)
	}
}

var (
	// saysError matches a comment about errors: by the word, or by the name of an exported
	// error.
	saysError = regexp.MustCompile(`\b(errors?|fails|err|Err[A-Z]\w*|([A-Z]\w*)?Error)\b`)
	// saysForMethods matches the comment of a type about the errors of its methods.
	saysForMethods = regexp.MustCompile(`\berrors of its methods\b`)
)

// errorFunctions counts the exported functions and methods of a package that return an
// error. It lists the place and the name of each function whose comment says nothing about
// errors.
func errorFunctions(set *token.FileSet, files []*ast.File, path string) (all int, silent []string, err error) {
	p, err := doc.NewFromFiles(set, files, path)
	if err != nil {
		return 0, nil, err
	}
	look := func(functions []*doc.Func, typeName string, typeSays bool) {
		for _, f := range functions {
			if !returnsError(f.Decl) {
				continue
			}
			all++
			if !typeSays && !saysError.MatchString(f.Doc) {
				silent = append(silent, fmt.Sprintf("%s %s%s", set.Position(f.Decl.Pos()), typeName, f.Name))
			}
		}
	}
	look(p.Funcs, "", false)
	for _, typ := range p.Types {
		look(typ.Funcs, "", false)
		look(typ.Methods, typ.Name+".", saysForMethods.MatchString(strings.Join(strings.Fields(typ.Doc), " ")))
	}
	slices.SortFunc(silent, func(a, b string) int {
		_, a, _ = strings.Cut(a, " ")
		_, b, _ = strings.Cut(b, " ")
		return strings.Compare(a, b)
	})
	return all, silent, nil
}

func returnsError(f *ast.FuncDecl) bool {
	return f.Type.Results != nil && slices.ContainsFunc(f.Type.Results.List, func(r *ast.Field) bool {
		name, ok := r.Type.(*ast.Ident)
		return ok && name.Name == "error"
	})
}

// TestErrorsHideTheirPackage: the text of an error does not begin with the name of its package.
// People read errors, and the name says nothing to them.
func TestErrorsHideTheirPackage(t *testing.T) {
	for _, p := range packages(t) {
		names, err := filepath.Glob(filepath.Join(filepath.FromSlash(p.path), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range errorTexts(file) {
				if strings.HasPrefix(text.Value, `"`+file.Name.Name+": ") {
					t.Errorf("%s: the error %s begins with the name of the package", set.Position(text.Pos()), text.Value)
				}
			}
		}
	}
}

// errorTexts returns the first arguments of the calls of errors.New and fmt.Errorf that are
// literals.
func errorTexts(file *ast.File) []*ast.BasicLit {
	var all []*ast.BasicLit
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		of, ok := call.Fun.(*ast.SelectorExpr)
		text, isLiteral := call.Args[0].(*ast.BasicLit)
		if ok && isLiteral && (of.Sel.Name == "New" || of.Sel.Name == "Errorf") {
			all = append(all, text)
		}
		return true
	})
	return all
}

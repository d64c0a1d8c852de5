package routes

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sns-dynamics/internal/function/fence"
	"sns-dynamics/internal/function/mapping"
	"sns-dynamics/internal/function/pattern"
	"sns-dynamics/internal/function/route"
	"sns-dynamics/internal/operator/validate"
	"sns-dynamics/internal/operator/yamldoc"
)

// routes reads routes.yaml and the mappings.
func (r *folderReader) routes(f *Folder, root yamldoc.Node) {
	if !(fields{"version", "routes", "otherwise"}).check(r, root) {
		return
	}
	f.File.Version = route.Version
	if version, found := root.Field("version"); !found {
		r.addAt(root, "version: missing: expected %d", route.Version)
	} else if version.Text != fmt.Sprint(route.Version) || version.Kind != yamldoc.Number {
		r.addAt(version, "expected %d", route.Version)
	}
	f.File.Otherwise = r.text(root, "otherwise")
	if member, found := root.Field("otherwise"); found && member.Kind == yamldoc.Text && f.File.Otherwise == "" {
		r.addAt(member, "expected %s or %s", route.Reject, route.Ignore)
	}
	items, found := r.list(root, "routes")
	if !found {
		if _, isThere := root.Field("routes"); !isThere {
			r.addAt(root, "routes: missing: expected a list of routes")
		}
		return
	}
	f.File.Routes = []route.Entry{}
	seen := map[string]bool{}
	for _, item := range items {
		entry, file := r.checkedRoute(item, seen)
		f.File.Routes = append(f.File.Routes, entry)
		f.maps = append(f.maps, file)
	}
	if len(r.problems) > 0 {
		return
	}
	var err error
	if f.Table, err = route.New(f.File); err != nil {
		r.addBelow(root, err)
		return
	}
	r.warn(f)
}

// checkedRoute reads a route, and checks it alone, so that the problems of several routes are
// reported at once. seen has the names of the routes before it.
func (r *folderReader) checkedRoute(n yamldoc.Node, seen map[string]bool) (route.Entry, string) {
	before := len(r.problems)
	e, file := r.route(n)
	isGood := len(r.problems) == before
	if name, found := n.Field("name"); found && e.Name != "" && seen[e.Name] {
		r.addAt(name, "given twice")
	}
	seen[e.Name] = true
	if isGood {
		if _, err := route.New(route.File{Version: route.Version, Routes: []route.Entry{e}}); err != nil {
			fault := route.ErrorBelow("", err)
			r.addAt(n.At(strings.TrimPrefix(fault.Pointer, "/routes/0")), "%s", fault.Text)
		}
	}
	return e, file
}

// addBelow adds the problem of an error that points to a value below n; see [route.ErrorBelow].
func (r *folderReader) addBelow(n yamldoc.Node, err error) {
	e := route.ErrorBelow("", err)
	r.addAt(n.At(e.Pointer), "%s", e.Text)
}

// route reads a route. It also returns the name of the file of its mapping.
func (r *folderReader) route(n yamldoc.Node) (route.Entry, string) {
	var e route.Entry
	if !(fields{"name", "when", "map", "ignore", "environment", "allow"}).check(r, n) {
		return e, ""
	}
	if _, found := n.Field("name"); !found {
		r.addAt(n, "name: missing: expected the name of the route")
	}
	e.Name = r.text(n, "name")
	e.Ignore = r.boolean(n, "ignore")
	e.Environment = r.text(n, "environment")
	if member, found := n.Field("environment"); found && member.Kind == yamldoc.Text && e.Environment == "" {
		r.addAt(member, "expected the name of an environment, or no such field") // "" would be the default environment
	}
	e.When = r.when(n)
	e.Allow = r.allow(n)
	file := r.text(n, "map")
	if member, found := n.Field("map"); found && member.Kind == yamldoc.Text {
		e.Map = r.program(member)
	}
	return e, file
}

func (r *folderReader) when(n yamldoc.Node) []byte {
	when, found := n.Field("when")
	if !found {
		r.addAt(n, "when: missing: expected an event pattern over message, attributes and topicArn")
		return []byte("null")
	}
	text := when.JSON()
	if _, err := pattern.Compile(text); err != nil {
		r.addBelow(when, err)
	}
	return text
}

func (r *folderReader) allow(n yamldoc.Node) *route.Allow {
	allow, found := n.Field("allow")
	if !found || !(fields{"operations", "tables", "actions"}).check(r, allow) {
		return nil
	}
	a := &route.Allow{Operations: r.texts(allow, "operations"), Tables: r.texts(allow, "tables"), Actions: r.texts(allow, "actions")}
	before := len(r.problems)
	for i, name := range a.Operations {
		r.allowed(allow.At(fmt.Sprintf("/operations/%d", i)), &route.Allow{Operations: []string{name}})
	}
	for i, name := range a.Tables {
		r.allowed(allow.At(fmt.Sprintf("/tables/%d", i)), &route.Allow{Tables: []string{name}})
	}
	for i, name := range a.Actions {
		r.allowed(allow.At(fmt.Sprintf("/actions/%d", i)), &route.Allow{Actions: []string{name}})
	}
	if _, err := narrow(a); err != nil && len(r.problems) == before {
		r.addBelow(allow, err)
	}
	return a
}

// allowed adds the problem of a name, which is alone in a list. A value of another type has a
// problem already.
func (r *folderReader) allowed(n yamldoc.Node, name *route.Allow) {
	if _, err := narrow(name); err != nil && n.Kind == yamldoc.Text {
		r.addAt(n, "%s", route.ErrorBelow("", err).Text)
	}
}

// narrow returns the fence of a route. The error is an error of [fence.Narrow].
func narrow(a *route.Allow) (fence.Fence, error) {
	if a == nil {
		return fence.Fence{}, nil
	}
	return fence.Narrow(fence.Lists(*a))
}

// maxProgram is the limit for a mapping, in bytes.
const maxProgram = 256 << 10

// program reads the mapping that a route names.
func (r *folderReader) program(n yamldoc.Node) string {
	name := n.Text
	if name != filepath.Base(name) || strings.ContainsAny(name, `/\`) || !strings.HasSuffix(name, mapSuffix) {
		r.addAt(n, "expected the name of a file *%s in the folder", mapSuffix)
		return ""
	}
	text, err := r.read(name)
	switch {
	case err != nil:
		r.addAt(n, "expected a file that can be read: %v", err)
		return ""
	case len(text) > maxProgram:
		r.addProgram(name, 1, 0, "expected at most 256 KiB")
	case strings.TrimSpace(string(text)) == "":
		r.addProgram(name, 1, 0, "expected a program in jq, got an empty file")
		return ""
	}
	if _, err := mapping.Compile(string(text)); err != nil {
		e, _ := errors.AsType[*mapping.SyntaxError](err)
		problem, line, column := "expected a program in jq", 1, 0
		if e != nil {
			problem, line, column = e.Text, max(1, e.Line), e.Column
		}
		r.addProgram(name, line, column, problem)
	}
	return string(text)
}

// addProgram adds a problem of a mapping. column is 0 if only the line is known.
func (r *folderReader) addProgram(name string, line, column int, problem string) {
	r.problems = append(r.problems, validate.Problem{File: r.path(name), Line: line, Column: column, Problem: problem})
}

// warn warns of mappings that no route names, and of files that are not read for their names.
func (r *folderReader) warn(f *Folder) {
	names, err := r.names(mapSuffix)
	if err != nil {
		return // the folder was read before
	}
	for _, name := range names {
		if !slices.Contains(f.maps, name) {
			f.Warnings = append(f.Warnings, r.path(name)+": no route has this mapping")
		}
	}
	others, err := r.names(otherSuffix)
	if err != nil {
		return
	}
	for _, name := range others {
		f.Warnings = append(f.Warnings, r.path(name)+": not read: expected a name *.yaml")
	}
}

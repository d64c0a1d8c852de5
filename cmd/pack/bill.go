package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// object is a JSON object. It keeps the members that this program does not know.
type object = map[string]any

// list runs cyclonedx-gomod, in the version of its own go.mod, to write the bill of a
// program. It hides the warnings of the tool: a build without the history of the repository
// has no version of the main module, and the tool warns of that.
//
// See https://github.com/CycloneDX/cyclonedx-gomod
func list(program string) ([]byte, error) {
	cmd := exec.Command("go", "tool", "-modfile=cmd/pack/cyclonedx/go.mod", "cyclonedx-gomod", "bin",
		"-json", "-std", "-noserial", "-notimestamp", "-short-purls", program)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("run cyclonedx-gomod: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	return raw, nil
}

// settle makes the bill of cyclonedx-gomod the same on every machine. It removes the hashes
// of that tool, because they are the hashes of a local build. It adds the licences and the
// origin of the code. It returns an error if the bill is about another program, or does not
// list each module once and nothing else.
//
// See https://cyclonedx.org/docs/1.6/json/
func settle(raw, program []byte, modules []module, from origin) ([]byte, error) {
	var b object
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&b); err != nil {
		return nil, err
	}
	metadata, _ := b["metadata"].(object)
	if err := isOf(metadata, program); err != nil {
		return nil, err
	}
	for _, tool := range objects(metadata["tools"]) {
		delete(tool, "hashes")
	}
	for _, changing := range []string{"serialNumber", "timestamp"} {
		if b[changing] != nil || metadata[changing] != nil {
			return nil, fmt.Errorf("it has a %s, which differs every time: correct the flags of cyclonedx-gomod", changing)
		}
	}
	if err := license(objects(b["components"]), modules); err != nil {
		return nil, err
	}
	if err := name(metadata, from); err != nil {
		return nil, err
	}
	settled, err := json.MarshalIndent(b, "", "  ")
	return append(settled, '\n'), err
}

// isOf returns an error for a bill of another program.
func isOf(metadata object, program []byte) error {
	want := fmt.Sprintf("%x", sha256.Sum256(program))
	for _, p := range objects(metadata["properties"]) {
		if p["name"] == "cdx:gomod:binary:hash:SHA-256" && p["value"] == want {
			return nil
		}
	}
	return fmt.Errorf("it is not of the program with the SHA-256 %s", want)
}

// name gives the program its version and commit. It removes the package URL, because no
// registry has the module.
func name(metadata object, from origin) error {
	component, ok := metadata["component"].(object)
	if !ok {
		return errors.New("it does not say what it is of")
	}
	delete(component, "purl")
	component["version"] = from.version
	if from.commit != unknown {
		component["pedigree"] = object{"commits": []any{object{"uid": from.commit}}}
	}
	return nil
}

// license adds the licences to the components. It returns an error if the components are
// not the modules.
func license(components []object, modules []module) error {
	var listed, want []string
	for _, c := range components {
		listed = append(listed, fmt.Sprint(c["name"], "@", c["version"]))
	}
	for _, m := range modules {
		want = append(want, m.path+"@"+m.version)
	}
	slices.Sort(listed)
	slices.Sort(want)
	if !slices.Equal(listed, want) {
		return fmt.Errorf("it lists %s; in the program are %s", strings.Join(listed, ", "), strings.Join(want, ", "))
	}
	for _, c := range components {
		i := slices.IndexFunc(modules, func(m module) bool { return m.path == c["name"] })
		var found []object
		for _, id := range modules[i].licences {
			found = append(found, object{"license": object{"id": id}})
		}
		// Evidence means that the licence was found in the files. The owner did not declare
		// it.
		c["evidence"] = object{"licenses": found}
	}
	return nil
}

func objects(v any) []object {
	var all []object
	list, _ := v.([]any)
	for _, item := range list {
		if o, ok := item.(object); ok {
			all = append(all, o)
		}
	}
	return all
}

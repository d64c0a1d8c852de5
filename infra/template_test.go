package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestTemplateFile is the golden test: the file is template.yaml itself.
func TestTemplateFile(t *testing.T) {
	want, err := render()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../template.yaml")
	if err != nil {
		t.Fatalf("%v: run make template", err)
	}
	if !bytes.Equal(got, want) {
		t.Error("template.yaml is stale: run make template")
	}
}

// TestTemplateFitsARequest: a longer template has to be uploaded to be deployed.
func TestTemplateFitsARequest(t *testing.T) {
	text, err := render()
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 51_200 {
		t.Errorf("template.yaml has %d bytes: aws cloudformation deploy takes 51200 without a bucket", len(text))
	}
}

func TestRenderIsDeterministic(t *testing.T) {
	first, err := render()
	if err != nil {
		t.Fatal(err)
	}
	second, err := render()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("render() differs from one call to the next")
	}
}

// TestIntrinsicsSurvive looks for what goformation leaves behind when an
// intrinsic function does not come from its helpers: the account and region it
// makes up, nulls, and helper strings it did not expand.
func TestIntrinsicsSurvive(t *testing.T) {
	text, err := render()
	if err != nil {
		t.Fatal(err)
	}
	for _, literal := range []string{"123456789012", "us-east-1", "goformation-stack"} {
		if bytes.Contains(text, []byte(literal)) {
			t.Errorf("template contains %q, which goformation made up", literal)
		}
	}
	walk("", parse(t), func(path string, value any) {
		switch value := value.(type) {
		case nil:
			t.Errorf("%s is null", path)
		case string:
			decoded, err := base64.StdEncoding.DecodeString(value)
			if err == nil && len(decoded) > 0 && json.Valid(decoded) {
				t.Errorf("%s = %q is %s, unexpanded", path, value, decoded)
			}
		}
	})
}

// parse renders the template and reads it back. Intrinsic functions are maps of
// one key, since goformation writes their long form.
func parse(t *testing.T) map[string]any {
	t.Helper()
	text, err := render()
	if err != nil {
		t.Fatal(err)
	}
	var template map[string]any
	if err := yaml.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	return template
}

// at follows keys down from value, a number being an index, and fails the test
// where the path ends.
func at(t *testing.T, value any, keys ...any) any {
	t.Helper()
	for i, key := range keys {
		switch key := key.(type) {
		case string:
			value = asMap(value)[key]
		case int:
			list, _ := value.([]any)
			if key >= len(list) {
				t.Fatalf("template has no %v", keys[:i+1])
			}
			value = list[key]
		}
		if value == nil {
			t.Fatalf("template has no %v", keys[:i+1])
		}
	}
	return value
}

// properties returns the properties of a resource, in no mode in particular.
func properties(t *testing.T, id string) map[string]any {
	t.Helper()
	return propertiesIn(t, parse(t), id)
}

func propertiesIn(t *testing.T, template map[string]any, id string) map[string]any {
	t.Helper()
	return asMap(at(t, template, "Resources", id, "Properties"))
}

// ofType returns the resources of a type by their logical IDs.
func ofType(template map[string]any, resourceType string) map[string]map[string]any {
	found := map[string]map[string]any{}
	for id, resource := range asMap(template["Resources"]) {
		if asMap(resource)["Type"] == resourceType {
			found[id] = asMap(resource)
		}
	}
	return found
}

// nameOf writes what ref and getAtt make in short: ID, or ID.ATTRIBUTE.
func nameOf(value any) string {
	if id, ok := asMap(value)["Ref"].(string); ok {
		return id
	}
	if list, ok := asMap(value)["Fn::GetAtt"].([]any); ok {
		return fmt.Sprintf("%v.%v", list...)
	}
	return fmt.Sprint(value)
}

func asMap(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func ref(id string) map[string]any {
	return map[string]any{"Ref": id}
}

func getAtt(id, attribute string) map[string]any {
	return map[string]any{"Fn::GetAtt": []any{id, attribute}}
}

func walk(path string, value any, visit func(path string, value any)) {
	visit(path, value)
	switch value := value.(type) {
	case map[string]any:
		for key, child := range value {
			walk(path+"/"+key, child, visit)
		}
	case []any:
		for i, child := range value {
			walk(fmt.Sprintf("%s/%d", path, i), child, visit)
		}
	}
}

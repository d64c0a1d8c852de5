package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"go.yaml.in/yaml/v3"
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

// TestTemplateFitsABucket: each command uploads the template, because a request holds 51,200
// bytes only. TestDeploymentsUploadTheTemplate holds the commands.
func TestTemplateFitsABucket(t *testing.T) {
	text, err := render()
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 1_000_000 {
		t.Errorf("template.yaml has %d bytes: CloudFormation reads at most 1 MB from a bucket", len(text))
	}
	if n := len(parameters()); n > 200 {
		t.Errorf("the template has %d parameters: CloudFormation takes 200", n)
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

// TestIntrinsicsSurvive looks for the effects of an intrinsic function that does not come
// from goformation's helpers: an invented account and region, nulls, and helper strings
// that were not expanded.
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

// parse renders the template and reads it back. Intrinsic functions are maps of one key,
// because goformation writes their long form.
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

// at follows keys down from value. A number is an index. It fails the test if the path ends
// early.
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

// properties returns the properties of a resource, for no particular mode.
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

// nameOf writes the results of ref and getAtt in short: ID, or ID.ATTRIBUTE.
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

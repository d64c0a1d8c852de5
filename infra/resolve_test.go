package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// modes are the values of the parameter Delivery.
var modes = []string{directDelivery, queuedDelivery, orderedDelivery}

// deploy returns the template as CloudFormation would take it with parameters,
// given as NAME=VALUE: without what a condition leaves out, and with the branch
// that it chooses in the place of every Fn::If.
func deploy(t *testing.T, parameters ...string) map[string]any {
	t.Helper()
	template := parse(t)
	r := resolver{values: map[string]string{}, conditions: asMap(template["Conditions"])}
	for name, parameter := range asMap(template["Parameters"]) {
		r.values[name] = fmt.Sprint(asMap(parameter)["Default"])
	}
	for _, parameter := range parameters {
		name, value, _ := strings.Cut(parameter, "=")
		if _, ok := r.values[name]; !ok {
			t.Fatalf("template has no parameter %q", name)
		}
		r.values[name] = value
	}
	for _, section := range []string{"Resources", "Outputs"} {
		template[section] = r.section(asMap(template[section]))
	}
	return template
}

// inMode deploys with a mode and nothing else.
func inMode(t *testing.T, mode string) map[string]any {
	t.Helper()
	return deploy(t, deliveryParameter+"="+mode)
}

type resolver struct {
	values     map[string]string // of the parameters
	conditions map[string]any
}

func (r resolver) section(items map[string]any) map[string]any {
	kept := map[string]any{}
	for id, item := range items {
		if name, ok := asMap(item)["Condition"]; !ok || r.holds(r.conditions[name.(string)]) {
			kept[id], _ = r.resolve(item)
		}
	}
	return kept
}

// resolve returns false for a value that AWS::NoValue takes away.
func (r resolver) resolve(value any) (any, bool) {
	switch value := value.(type) {
	case map[string]any:
		if value["Ref"] == noValue {
			return nil, false
		}
		if branches, ok := value["Fn::If"].([]any); ok {
			if r.holds(r.conditions[branches[0].(string)]) {
				return r.resolve(branches[1])
			}
			return r.resolve(branches[2])
		}
		kept := map[string]any{}
		for key, child := range value {
			if child, ok := r.resolve(child); ok {
				kept[key] = child
			}
		}
		return kept, true
	case []any:
		kept := []any{}
		for _, child := range value {
			if child, ok := r.resolve(child); ok {
				kept = append(kept, child)
			}
		}
		return kept, true
	}
	return value, true
}

// holds knows the functions that conditions.go uses.
func (r resolver) holds(condition any) bool {
	for function, arguments := range asMap(condition) {
		switch list := arguments.([]any); function {
		case "Fn::Equals":
			return r.text(list[0]) == r.text(list[1])
		case "Fn::Not":
			return !r.holds(list[0])
		}
	}
	panic(fmt.Sprintf("cannot tell whether %v holds", condition))
}

func (r resolver) text(value any) string {
	if name, ok := asMap(value)["Ref"].(string); ok {
		return r.values[name]
	}
	return fmt.Sprint(value)
}

func TestResolve(t *testing.T) {
	equal := func(a, b any) any { return map[string]any{"Fn::Equals": []any{a, b}} }
	choose := func(condition string) any {
		return map[string]any{"Fn::If": []any{condition, "then", ref(noValue)}}
	}
	r := resolver{
		values: map[string]string{"P": "x"},
		conditions: map[string]any{
			"Yes": equal(ref("P"), "x"),
			"No":  map[string]any{"Fn::Not": []any{equal(ref("P"), "x")}},
		},
	}
	got := r.section(map[string]any{
		"Gone": map[string]any{"Condition": "No"},
		"Kept": map[string]any{
			"Condition": "Yes",
			"A":         choose("Yes"),
			"B":         choose("No"),
			"C":         []any{choose("No"), choose("Yes"), ref("P")},
		},
	})
	want := map[string]any{"Kept": map[string]any{
		"Condition": "Yes", "A": "then", "C": []any{"then", ref("P")},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("section (-want +got):\n%s", diff)
	}
}

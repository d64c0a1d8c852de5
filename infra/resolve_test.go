package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// modes are the values of the parameter Delivery.
var modes = []string{directDelivery, queuedDelivery, orderedDelivery}

// configurations are the parameters of each mode, with and without the FIFO path.
var configurations = [][]string{
	{deliveryParameter + "=" + directDelivery}, {deliveryParameter + "=" + queuedDelivery}, {deliveryParameter + "=" + orderedDelivery},
	{deliveryParameter + "=" + directDelivery, keepOrderedParameter + "=" + keepsOrdered},
	{deliveryParameter + "=" + queuedDelivery, keepOrderedParameter + "=" + keepsOrdered},
}

// deploy returns the template with parameters of the form NAME=VALUE, in the form in which
// CloudFormation would use it: without the resources that a condition leaves out, and with
// the chosen branch of every Fn::If.
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

// inMode deploys with a mode, a secret and no other parameter.
func inMode(t *testing.T, mode string) map[string]any {
	t.Helper()
	return deploy(t, deliveryParameter+"="+mode, secretArnParameter+"=arn")
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

// resolve returns false for a value that AWS::NoValue removes.
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

// holds knows the functions that conditions and rules use.
func (r resolver) holds(condition any) bool {
	for function, arguments := range asMap(condition) {
		switch list := arguments.([]any); function {
		case "Fn::Equals":
			return r.text(list[0]) == r.text(list[1])
		case "Fn::Not":
			return !r.holds(list[0])
		case "Fn::And":
			return !slices.ContainsFunc(list, func(c any) bool { return !r.holds(c) })
		case "Fn::Or":
			return slices.ContainsFunc(list, r.holds)
		case "Fn::EachMemberEquals":
			return !slices.ContainsFunc(strings.Split(r.text(list[0]), ","), func(item string) bool { return item != r.text(list[1]) })
		}
	}
	panic(fmt.Sprintf("cannot tell whether %v holds", condition))
}

// text knows the functions that conditions and lists use. The text of a list has commas between
// its items.
func (r resolver) text(value any) string {
	for function, argument := range asMap(value) {
		list, _ := argument.([]any)
		switch function {
		case "Ref":
			return r.values[argument.(string)]
		case "Fn::Sub":
			return os.Expand(argument.(string), func(name string) string { return r.values[name] })
		case "Fn::Split":
			return r.text(list[1])
		case "Fn::Join":
			return strings.ReplaceAll(r.text(list[1]), ",", "")
		case "Fn::Select":
			i, err := strconv.Atoi(fmt.Sprint(list[0]))
			if err != nil {
				panic(err)
			}
			return strings.Split(r.text(list[1]), ",")[i]
		}
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

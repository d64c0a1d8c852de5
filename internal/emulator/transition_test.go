package emulator_test

import (
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// withTransitions is a schema with rules for the three states of new_order.
func withTransitions(t *testing.T, rules map[string]any) []byte {
	return editedSchema(t, func(m map[string]any) {
		for _, item := range m["tables"].([]any) {
			if table := item.(map[string]any); table["name"] == "new_order" {
				table["states"], table["transitions"] = []any{[]any{1}, []any{2}, []any{3}}, rules
			}
		}
	})
}

func TestTransitions(t *testing.T) {
	c := start(t, emulator.Options{Schema: withTransitions(t, map[string]any{
		"from": map[string]any{"2": map[string]any{"states": []int{1}, "code": "0x80100003"}, "0": map[string]any{"states": []int{1}}},
	})})
	row := "new_orders(" + c.must(204, "POST", "new_orders", `{"new_name":"x"}`).created() + ")"
	c.refuses([]refused{{"from 0 to 2", "PATCH", row, `{"statecode":2}`, nil, 400, "0x80100003", "from the state 0 to the state 2"}})
	c.must(204, "PATCH", row, `{"statecode":0,"new_name":"y"}`)
	c.must(204, "PATCH", row, `{"statecode":1}`)
	c.must(204, "PATCH", row, `{"statecode":2,"statuscode":3}`)
	c.refuses([]refused{{"without a code", "PATCH", row, `{"statecode":0}`, nil, 400, "0x8004f00e", "from the state 2 to the state 0"}})
	c.must(204, "PATCH", row, `{"new_name":"z","statecode":2}`)
}

// TestTransitionsAreChecked: the schema is refused if it has wrong rules.
func TestTransitionsAreChecked(t *testing.T) {
	for want, rules := range map[string]map[string]any{
		"no state is 3":         {"from": map[string]any{"0": map[string]any{"states": []int{3}}}},
		"no state is x":         {"from": map[string]any{"x": map[string]any{"states": []int{}}}},
		"no state is 7":         {"byAction": map[string]any{"7": "Close"}, "actionCode": "0x80100005"},
		"actionCode":            {"byAction": map[string]any{"1": "Close"}},
		"readOnlyCode":          {"readOnly": []int{1}},
		"no state is -1":        {"readOnly": []int{-1}, "readOnlyCode": "0x8004022e"},
		"table new_order: tran": {"from": map[string]any{"5": map[string]any{"states": []int{}}}},
	} {
		if _, err := emulator.New(emulator.Options{Schema: withTransitions(t, rules)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", rules, err, want)
		}
	}
}

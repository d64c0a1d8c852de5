package pattern_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/function/pattern"
)

// TestMatches covers rules that EventBridge's documents state without an example, and the
// parts of an event.
func TestMatches(t *testing.T) {
	const placed = `{
		"message": {"type": "OrderPlaced", "total": 1999.90, "big": 9007199254740993, "gift": true, "tags": ["new", 7, null], "lines": [{"sku": "A", "n": 1}, {"sku": "B"}], "none": []},
		"attributes": {"region": "emea", "priority": 3, "channels": ["web", "app"]},
		"topicArn": "arn:aws:sns:eu-central-1:123456789012:shop"
	}`
	tests := []struct {
		name, pattern string
		want          bool
	}{
		{"message and attributes", `{"message": {"type": ["OrderPlaced"]}, "attributes": {"region": ["emea"]}}`, true},
		{"another attribute", `{"message": {"type": ["OrderPlaced"]}, "attributes": {"region": ["apac"]}}`, false},
		{"a number of an attribute", `{"attributes": {"priority": [{"numeric": [">=", 3]}]}}`, true},
		{"a list of an attribute", `{"attributes": {"channels": ["app"]}}`, true},
		{"the topic", `{"topicArn": [{"suffix": ":shop"}]}`, true},
		{"$or over the parts", `{"$or": [{"topicArn": [{"suffix": ":crm"}]}, {"attributes": {"region": ["emea"]}}]}`, true},

		{"decimals are equal by value", `{"message": {"total": [1.9999e3]}}`, true},
		{"a decimal is no string", `{"message": {"total": ["1999.90"]}}`, false},
		{"more digits than a float64", `{"message": {"big": [9007199254740993]}}`, true},
		{"the same float64", `{"message": {"big": [9007199254740992]}}`, false},
		{"a boundary beside the same float64", `{"message": {"big": [{"numeric": [">", 9007199254740992.9999999999999999]}]}}`, true},
		{"true", `{"message": {"gift": [true]}}`, true},
		{"false", `{"message": {"gift": [false]}}`, false},
		{"true is no text", `{"message": {"gift": ["true"]}}`, false},

		{"an item of an array of mixed types", `{"message": {"tags": [7.0]}}`, true},
		{"null as an item", `{"message": {"tags": [null]}}`, true},
		{"anything-but holds for another item", `{"message": {"tags": [{"anything-but": "new"}]}}`, true},
		{"anything-but of numbers holds for a string", `{"message": {"type": [{"anything-but": 5}]}}`, true},
		{"an empty array does not exist", `{"message": {"none": [{"exists": true}]}}`, false},
		{"an empty array is absent", `{"message": {"none": [{"exists": false}]}}`, true},
		{"absent below an absent object", `{"message": {"customer": {"id": [{"exists": false}]}}}`, true},
		{"absent below a string", `{"message": {"type": {"id": [{"exists": false}]}}}`, true},
		{"absent in all items", `{"message": {"lines": {"price": [{"exists": false}]}}}`, true},
		{"absent in one item", `{"message": {"lines": {"sku": ["B"], "n": [{"exists": false}]}}}`, false},
		{"absent, or a value", `{"message": {"coupon": [{"exists": false}, "WELCOME"]}}`, true},
		{"$or meets in one item of an array", `{"message": {"lines": {"n": [1], "$or": [{"sku": ["A"]}, {"sku": ["C"]}]}}}`, true},
		{"$or does not meet in two items", `{"message": {"$or": [{"lines": {"sku": ["B"]}}, {"lines": {"sku": ["C"]}}], "lines": {"n": [1]}}}`, false},
		{"operators for strings refuse a number", `{"message": {"big": [{"prefix": "9"}, {"suffix": "3"}, {"wildcard": "*"}, {"equals-ignore-case": "9007199254740993"}, {"cidr": "0.0.0.0/0"}]}}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := compile(t, tt.pattern).Matches(decode(t, placed)); got != tt.want {
				t.Errorf("Matches = %t, want %t: %s", got, tt.want, tt.pattern)
			}
		})
	}
}

func TestText(t *testing.T) {
	tests := []struct {
		operator, value string
		want            bool
	}{
		{`{"wildcard": "*"}`, "", true},
		{`{"wildcard": "a*"}`, "a", true},
		{`{"wildcard": "a*a"}`, "a", false},
		{`{"wildcard": "a*a"}`, "aa", true},
		{`{"wildcard": "*ab*ba*"}`, "xabax", false},
		{`{"wildcard": "*ab*ba*"}`, "xabbax", true},
		{`{"wildcard": "a\\*b"}`, "a*b", true},
		{`{"wildcard": "a\\*b"}`, "axb", false},
		{`{"wildcard": "a\\\\*"}`, `a\b`, true},
		{`{"wildcard": "\\**\\*"}`, "*x*", true},
		{`{"equals-ignore-case": "STRASSE"}`, "straße", false}, // simple folding: ß is one character
		{`{"prefix": {"equals-ignore-case": "kelvin"}}`, "\u212aELVIN scale", true},
		{`{"suffix": {"equals-ignore-case": "\u00e9"}}`, "CAFÉ", true},
		{`{"suffix": {"equals-ignore-case": "longer"}}`, "er", false},
		{`{"prefix": {"equals-ignore-case": "longer"}}`, "lo", false},
		{`{"prefix": ""}`, "anything", true},
		{`{"cidr": "2001:db8::/32"}`, "2001:db8::1", true},
		{`{"cidr": "10.0.0.0/8"}`, "not an address", false},
	}
	for _, tt := range tests {
		t.Run(tt.operator+" "+tt.value, func(t *testing.T) {
			p := compile(t, `{"message": {"x": [`+tt.operator+`]}}`)
			e := map[string]any{"message": map[string]any{"x": tt.value}}
			if got := p.Matches(e); got != tt.want {
				t.Errorf("%s over %q = %t, want %t", tt.operator, tt.value, got, tt.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	const forms = `expected ["=", number], one comparison such as ["<", 10], or a range such as [">", 0, "<=", 5]`
	tests := []struct{ pattern, pointer, text string }{
		{``, "", "expected JSON: unexpected end"},
		{`{"message": {"a": [1}}`, "/message/a/0", "expected JSON: invalid character '}' after array element (expecting ',' or ']')"},
		{`{"topicArn": ["a"]} {}`, "", "expected no text after the object"},
		{`["a"]`, "", "expected an object, got an array"},
		{`{}`, "", "expected at least one field"},
		{`{"message": {}}`, "/message", "expected at least one field"},
		{`{"message": ["a"]}`, "/message", "expected an object with the fields of the message"},
		{`{"topicArn": {"a": ["b"]}}`, "/topicArn", "expected an array of values and operators"},
		{`{"detail": {"a": ["b"]}}`, "/detail", "unknown field: expected message, attributes, topicArn or $or"},
		{`{"message": {"a": "b"}}`, "/message/a", "expected an array of values and operators, or an object, got a string"},
		{`{"message": {"a": []}}`, "/message/a", "expected at least one value or operator"},
		{`{"message": {"a": [["b"]]}}`, "/message/a/0", "expected a string, a number, a boolean, null or an operator, got an array"},
		{`{"message": {"a": ["b"], "a": ["c"]}}`, "/message/a", "given twice"},
		{`{"message": {"a": [{}]}}`, "/message/a/0", "expected one operator: anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix or wildcard"},
		{`{"message": {"a": [{"contains": "b"}]}}`, "/message/a/0/contains", "unknown operator: expected anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix or wildcard"},
		{`{"message": {"a": [{"prefix": 1}]}}`, "/message/a/0/prefix", "expected a string, got a number"},
		{`{"message": {"a": [{"suffix": {"prefix": "a"}}]}}`, "/message/a/0/suffix/prefix", "unknown operator: expected equals-ignore-case"},
		{`{"message": {"a": [{"exists": "yes"}]}}`, "/message/a/0/exists", "expected true or false, got a string"},
		{`{"message": {"a": [{"wildcard": "a**"}]}}`, "/message/a/0/wildcard", "expected no wildcard beside a wildcard"},
		{`{"message": {"a": [{"wildcard": "a\\b"}]}}`, "/message/a/0/wildcard", `expected * or \ after a backslash`},
		{`{"message": {"a": [{"cidr": "10.0.0.0"}]}}`, "/message/a/0/cidr", "expected a range of IP addresses such as 10.0.0.0/24"},
		{`{"message": {"a": [{"numeric": []}]}}`, "/message/a/0/numeric", forms},
		{`{"message": {"a": [{"numeric": ["<", 1, ">", 0]}]}}`, "/message/a/0/numeric", forms},
		{`{"message": {"a": [{"numeric": ["!=", 1]}]}}`, "/message/a/0/numeric/0", "expected =, <, <=, > or >="},
		{`{"message": {"a": [{"numeric": [">", "1"]}]}}`, "/message/a/0/numeric/1", "expected a number, got a string"},
		{`{"message": {"a": [{"numeric": [">", 5, "<", 5.0]}]}}`, "/message/a/0/numeric", "expected a lower bound that is smaller than the upper bound"},
		{`{"message": {"a": [1e1000000000000000000]}}`, "/message/a/0", "expected a number with an exponent of at most 18 digits"},
		{`{"message": {"a": [{"anything-but": []}]}}`, "/message/a/0/anything-but", "expected at least one value"},
		{`{"message": {"a": [{"anything-but": [1, "a"]}]}}`, "/message/a/0/anything-but/1", "expected a number, as the first value of the list, got a string"},
		{`{"message": {"a": [{"anything-but": null}]}}`, "/message/a/0/anything-but", "expected a string or a number, got null"},
		{`{"message": {"a": [{"anything-but": {"prefix": ""}}]}}`, "/message/a/0/anything-but/prefix", "expected a string that is not empty"},
		{`{"message": {"a": [{"anything-but": {"numeric": ["=", 1]}}]}}`, "/message/a/0/anything-but/numeric", "unknown operator: expected equals-ignore-case, prefix, suffix or wildcard"},
		{`{"message": {"$or": [{"a": ["b"]}]}}`, "/message/$or", "expected an array of two objects or more"},
		{`{"message": {"$or": [{"a": ["b"]}, "c"]}}`, "/message/$or/1", "expected an object, got a string"},
		{`{"message": {"$or": [{"a": ["b"]}, {"prefix": ["c"]}]}}`, "/message/$or/1/prefix", "expected the name of a field, got an operator, which EventBridge does not accept in $or"},
		{`{"message": {"a": ["b"], "$or": [{"c": ["d"]}, {"a": ["e"]}]}}`, "/message/$or/1/a", "expected once: $or combines it with another condition of the same field"},
		{`{"message": {"a": ["b"], "$or": [{"c": ["d"]}, {"a": {"e": ["f"]}}]}}`, "/message/$or/1/a/e", "expected once: $or combines it with another condition of the same field"},
	}
	for _, tt := range tests {
		t.Run(tt.pattern, func(t *testing.T) {
			_, err := pattern.Compile([]byte(tt.pattern))
			e, ok := errors.AsType[*pattern.Error](err)
			if !ok {
				t.Fatalf("Compile = %v, want an *Error", err)
			}
			if e.Pointer != tt.pointer || e.Text != tt.text {
				t.Errorf("Compile: %q, %q\nwant     %q, %q", e.Pointer, e.Text, tt.pointer, tt.text)
			}
		})
	}
}

// TestLimits: a pattern cannot grow by $or or by depth, and a large event costs no more than
// its size.
func TestLimits(t *testing.T) {
	var ors strings.Builder
	for i := range 10 {
		fmt.Fprintf(&ors, `%s"f%d": {"$or": [{"a": [1]}, {"b": [1]}]}`, strings.Repeat(",", min(i, 1)), i)
	}
	for name, text := range map[string]string{
		"/message/f9":                         `{"message": {` + ors.String() + `}}`,
		"":                                    `{"message": {"a": ["` + strings.Repeat("x", 16<<10) + `"]}}`,
		"/message" + strings.Repeat("/a", 63): `{"message": ` + strings.Repeat(`{"a": `, 70) + `["b"]` + strings.Repeat("}", 71),
	} {
		_, err := pattern.Compile([]byte(text))
		if e, ok := errors.AsType[*pattern.Error](err); !ok || e.Pointer != name {
			t.Errorf("Compile of a pattern over a limit = %v, want an *Error at %q", err, name)
		}
	}

	grid := func(a, b int) []byte {
		or := func(n int) string { return `{"$or": [` + strings.Repeat(`{"a": [1]},`, n-1) + `{"a": [1]}]}` }
		return []byte(`{"message": {"x": ` + or(a) + `, "y": ` + or(b) + `}}`)
	}
	if _, err := pattern.Compile(grid(25, 40)); err != nil {
		t.Errorf("1000 combinations: %v", err)
	}
	if _, err := pattern.Compile(grid(7, 143)); err == nil || !strings.HasPrefix(err.Error(), "/message/y: ") {
		t.Errorf("1001 combinations: %v", err)
	}

	lines := make([]any, 100_000)
	for i := range lines {
		lines[i] = map[string]any{"sku": "A"}
	}
	lines[len(lines)-1] = map[string]any{"price": "1"}
	p := compile(t, `{"message": {"lines": {"price": [{"exists": false}]}}}`)
	if p.Matches(map[string]any{"message": map[string]any{"lines": lines}}) {
		t.Error("the last item has the field that must not exist")
	}
}

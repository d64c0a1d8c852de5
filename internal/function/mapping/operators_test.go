package mapping_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/itchyny/gojq"
)

// TestHostileOperands: a publisher cannot make arithmetic expensive with a text or a list in the
// place of a number.
func TestHostileOperands(t *testing.T) {
	list := "[" + strings.Repeat("1,", 9_999) + "2]"
	message := `{"price": "` + strings.Repeat("x", 100_000) + `", "quantity": 20000, "total": ` + list + `, "discount": ` + list + `}`
	const repeated, pairs = "mapping: a text times a number is too long", "mapping: the difference of two lists takes too many comparisons"
	for _, tt := range []struct{ program, want string }{
		{"{a: (.price * .quantity)}", repeated},
		{"{a: (.quantity * .price)}", repeated},
		{"{a: (.price * 1e9)}", repeated},
		{".price *= .quantity", repeated},
		{"def f: .price * .quantity; {a: (f | length)}", repeated},
		{"[.] | map({a: \"x\\(.price * .quantity)\"})", repeated},
		{"{a: (.total - .discount)}", pairs},
		{".total -= .discount", pairs},
	} {
		if got, err := run(t, tt.program, message); err == nil || err.Error() != tt.want {
			t.Errorf("%s = %.80s, %v, want %s", tt.program, got, err, tt.want)
		}
	}
}

// TestOperators: the operators give the results of jq.
func TestOperators(t *testing.T) {
	const message = `{"n": 1.50, "m": 3, "big": 12345678901234567890, "s": "ab", "l": [1, 2, 3, 2], "o": {"a": {"b": 1}}, "zero": -0}`
	for _, program := range []string{
		"(1, 2) - (10, 20)", "(1, 2) * (10, 20)", ".n - .m - 1", ".n - (.m - 1)", ".m * .n - 2 * 3", "-.n - -1", ".big * .big", ".big - 1",
		".s * .m", ".m * .s", ".s * 0", ".s * -1", ".l - [2]", ".o * {a: {c: 2}}", ".n *= 2 | .n", ".n -= 2 | .n", ".l[] -= 1 | .l", "[.l[] * 2]",
		".l -= [2] | .l", "(.n, .m) *= 3 | [.n, .m]", ".n *= (1, 2) | .n", ".n *= .m | .n", "[.l[] | . - 1 | . * 2]", ".l[1 - 1]", ".l[:4 - 2]", "reduce .l[] as $x (0; . - $x)",
		"try (.s - 1) catch \"caught\"", ".zero - 0", "[limit(3 - 1; .l[])]", "{(.s * 2): 1}", ". as {l: [$a, $b]} | $a - $b", "if .n - 1 > 0 then 1 else 2 end",
		".l[.m - 1] = 5 | .l", ".l[.m - 2] |= . * 2 | .l", "path(.l[.m - 1])", "del(.l[.m - 2]) | .l", ".l[.m - 2:] = [] | .l", "def f(g): g * 2; f(.n - 1)", ".s[.m - 2:]", "[.l[] as $x | .l[$x - 1]]", "(.l[.m - 1], .n) *= 2 | .l",
	} {
		d := json.NewDecoder(strings.NewReader(message))
		d.UseNumber()
		var input any
		if err := d.Decode(&input); err != nil {
			t.Fatal(err)
		}
		q, err := gojq.Parse("{a: [" + program + "]}")
		if err != nil {
			t.Fatal(err)
		}
		v, _ := q.Run(input).Next()
		want, err := gojq.Marshal(v)
		if err != nil {
			t.Fatalf("%s: %v", program, err)
		}
		if got, err := run(t, "{a: ["+program+"]}", message); err != nil || !bytes.Equal([]byte(got), want) {
			t.Errorf("%s = %s, %v, want %s", program, got, err, want)
		}
	}
}

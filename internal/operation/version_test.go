package operation

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"
)

func TestVersionsCompareExactly(t *testing.T) {
	const huge = "9007199254740993" // 2^53 + 1, which a float64 does not hold
	for _, tt := range []struct {
		name, a, b string
		want       int
	}{
		{"integers", `1`, `2`, -1},
		{"not as text", `10`, `9`, 1},
		{"beyond 2^53", huge, `9007199254740992`, 1},
		{"beyond 2^64", `36893488147419103233`, `36893488147419103232`, 1},
		{"negative", `-2`, `-1`, -1},
		{"around zero", `-1`, `0`, -1},
		{"no negative zero", `-0`, `0`, 0},
		{"a decimal's trailing zero", `1.10`, `1.1`, 0},
		{"a decimal that is whole", `2.0`, `2`, 0},
		{"decimals", `1.9`, `1.10`, 1},
		{"a hair's breadth", `0.30000000000000004`, `0.3`, 1},
		{"digits in a string", `"` + huge + `"`, huge, 0},
		{"strings of digits, not as text", `"10"`, `"9"`, 1},
		{"leading zeros are not octal", `"010"`, `10`, 0},
		{"a string against a number", `"2"`, `1.5`, 1},

		{"times", `"2026-11-21T07:00:00Z"`, `"2026-11-21T07:00:01Z"`, -1},
		{"the same instant elsewhere", `"2026-11-21T07:00:00Z"`, `"2026-11-21T08:00:00+01:00"`, 0},
		{"an offset that makes it later", `"2026-11-21T07:00:00-01:00"`, `"2026-11-21T08:59:59+01:00"`, 1},
		{"the next day, elsewhere", `"2026-11-22T00:30:00+01:00"`, `"2026-11-21T23:30:00Z"`, 0},
		{"a fraction", `"2026-11-21T07:00:00.5Z"`, `"2026-11-21T07:00:00Z"`, 1},
		{"a fraction's trailing zeros", `"2026-11-21T07:00:00.500Z"`, `"2026-11-21T07:00:00.5Z"`, 0},
		{"a fraction of nothing", `"2026-11-21T07:00:00.000Z"`, `"2026-11-21T07:00:00Z"`, 0},
		{"fractions of other lengths", `"2026-11-21T07:00:00.49Z"`, `"2026-11-21T07:00:00.5Z"`, -1},
		{"finer than nanoseconds", `"2026-11-21T07:00:00.1234567891Z"`, `"2026-11-21T07:00:00.123456789Z"`, 1},
		{"fractions elsewhere", `"2026-11-21T08:00:00.25+01:00"`, `"2026-11-21T07:00:00.250Z"`, 0},
		{"before 1970", `"1969-12-31T23:59:59.9Z"`, `"1969-12-31T23:59:59.1Z"`, 1},
		{"centuries", `"1753-01-01T00:00:00Z"`, `"9999-12-31T23:59:59Z"`, -1},
		{"small letters", `"2026-11-21T07:00:00z"`, `"2026-11-21T07:00:00Z"`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := mustParse(t, tt.a), mustParse(t, tt.b)
			for _, c := range []struct {
				a, b Version
				want int
			}{{a, b, tt.want}, {b, a, -tt.want}, {a, a, 0}} {
				if got, err := c.a.Compare(c.b); got != c.want || err != nil {
					t.Errorf("compare %s with %s = %d, %v, want %d", tt.a, tt.b, got, err, c.want)
				}
			}
		})
	}
}

func TestNumberAndTimeDoNotCompare(t *testing.T) {
	number, at := mustParse(t, `20261121`), mustParse(t, `"2026-11-21T07:00:00Z"`)
	if _, err := number.Compare(at); err == nil {
		t.Error("a number compares with a time, want an error")
	}
	if _, err := at.Compare(number); err == nil {
		t.Error("a time compares with a number, want an error")
	}
}

func TestIsVersion(t *testing.T) {
	hundred := strings.Repeat("9", 100)
	for _, tt := range []struct {
		value string
		want  bool
	}{
		{`0`, true}, {`-1.5`, true}, {hundred, true}, {`"` + hundred + `"`, true},
		{`"2026-11-21T07:00:00.` + hundred + `Z"`, true},
		{hundred + "9", false}, {`"` + hundred + `9"`, false}, {`"2026-11-21T07:00:00.` + hundred + `9Z"`, false},
		{`1e3`, false}, {`1E3`, false}, {`"1e3"`, false}, {`"1.5"`, false}, {`"-1"`, false}, {`"+1"`, false},
		{`"0x10"`, false}, {`"1_000"`, false}, {`"1/2"`, false}, {`" 1"`, false}, {`"١"`, false},
		{`""`, false}, {`"v1"`, false}, {`null`, false}, {`true`, false}, {`[1]`, false}, {`{"a":1}`, false}, {``, false},
		{`"2026-11-21"`, false}, {`"2026-11-21T07:00:00"`, false}, {`"2026-11-21 07:00:00Z"`, false}, {`"T"`, false},
		{`"2026-11-21T07:00Z"`, false}, {`"2026-02-30T07:00:00Z"`, false}, {`"2026-11-21T24:00:00Z"`, false},
		{`"2026-11-21T07:00:00+01"`, false}, {`"2026-11-21T07:00:00+0100"`, false}, {`"2026-11-21T07:00:00.Z"`, false},
		{`"2026-11-21T07:00:00ZZ"`, false}, {`"2026-11-21T07:00:00 +01:00"`, false},
		// Package time would read these, each without its fraction.
		{`"2026-11-21T07:00:00,1234Z"`, false}, {`"2026-11-21T07:00:00.5.1234Z"`, false}, {`"2026-11-21T7:00:00.12345Z"`, false},
	} {
		if got := IsVersion(json.RawMessage(tt.value)); got != tt.want {
			t.Errorf("IsVersion(%s) = %v, want %v", tt.value, got, tt.want)
		}
	}
}

// FuzzVersion: the value of a message or a column is read without a panic. Values compare
// like in arithmetic and in the calendar.
func FuzzVersion(f *testing.F) {
	for _, pair := range [][2]string{
		{`9007199254740993`, `"9007199254740992"`}, {`1.10`, `1.1`}, {`-0`, `"00"`}, {`1`, `"2026-11-21T07:00:00Z"`},
		{`"2026-11-21T07:00:00.5Z"`, `"2026-11-21T08:00:00.50+01:00"`}, {`"2026-11-21T07:00:00,1234Z"`, `null`},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, textA, textB string) {
		a, errA := ParseVersion(json.RawMessage(textA))
		b, errB := ParseVersion(json.RawMessage(textB))
		if errA != nil || errB != nil {
			return
		}
		got, err := a.Compare(b)
		back, errBack := b.Compare(a)
		if (err == nil) != (errBack == nil) || err == nil && got != -back {
			t.Fatalf("compare %s with %s = %d, %v, and back %d, %v", textA, textB, got, err, back, errBack)
		}
		if isNumber(textA) && isNumber(textB) {
			if want := rat(t, textA).Cmp(rat(t, textB)); got != want || err != nil {
				t.Errorf("compare %s with %s = %d, %v, want %d", textA, textB, got, err, want)
			}
			return
		}
		if isNumber(textA) != isNumber(textB) {
			if err == nil {
				t.Errorf("compare %s with %s = %d, want an error", textA, textB, got)
			}
			return
		}
		if len(a.fraction) > 9 || len(b.fraction) > 9 {
			return // finer than package time
		}
		if want := instant(t, textA).Compare(instant(t, textB)); got != want || err != nil {
			t.Errorf("compare %s with %s = %d, %v, want %d", textA, textB, got, err, want)
		}
	})
}

func mustParse(t *testing.T, text string) Version {
	t.Helper()
	v, err := ParseVersion(json.RawMessage(text))
	if err != nil {
		t.Fatalf("parseVersion(%s): %v", text, err)
	}
	return v
}

func isNumber(text string) bool { return !strings.ContainsAny(text, "T") }

// rat returns a number as the quotient of its digits and a power of ten.
func rat(t *testing.T, text string) *big.Rat {
	t.Helper()
	var s string
	if json.Unmarshal([]byte(text), &s) == nil {
		text = s
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		t.Fatalf("%s was read, and is no number", text)
	}
	return new(big.Rat).SetFrac(digits, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(fraction))), nil))
}

// instant returns a time in the form of package time.
func instant(t *testing.T, text string) time.Time {
	t.Helper()
	var s string
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatalf("%s was read: %v", text, err)
	}
	at, err := time.Parse(time.RFC3339Nano, strings.ToUpper(s))
	if err != nil {
		t.Fatalf("%s was read: %v", text, err)
	}
	return at
}

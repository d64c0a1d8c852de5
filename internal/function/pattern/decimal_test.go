package pattern

import (
	"math/big"
	"testing"
)

func TestDecimal(t *testing.T) {
	far := "1" + "000000000000000000000"
	tests := []struct {
		a, b string
		want int
	}{
		{"0", "-0.00e7", 0},
		{"300", "3.0e2", 0},
		{"300", "0.003E+5", 0},
		{"0.1", "0.10000000000000000000000000000000000000001", -1},
		{"-0.1", "-0.10000000000000000000000000000000000000001", 1},
		{"-1", "1", -1},
		{"99", "100", -1},
		{"-99", "-100", 1},
		{"1e-5", "0.00001", 0},
		{"5e999999999999999999", "4e999999999999999999", 1},
		{"1e" + far, "9e999999999999999999", 1},
		{"-1e" + far, "-9e999999999999999999", -1},
		{"1e-" + far, "1e-999999999999999999", -1},
		{"0e" + far, "0", 0},
	}
	for _, tt := range tests {
		a, okA := parseDecimal(tt.a)
		b, okB := parseDecimal(tt.b)
		if got := a.compare(b); !okA || !okB || got != tt.want {
			t.Errorf("compare(%s, %s) = %d, %t, %t, want %d", tt.a, tt.b, got, okA, okB, tt.want)
		}
		if got := b.compare(a); got != -tt.want {
			t.Errorf("compare(%s, %s) = %d, want %d", tt.b, tt.a, got, -tt.want)
		}
	}
	for _, text := range []string{"", "-", ".5", "5.", "1e", "1e+", "+1", "0x1", "Infinity", "1_000"} {
		if _, ok := parseDecimal(text); ok {
			t.Errorf("parseDecimal(%q) accepts it", text)
		}
	}
}

// FuzzDecimal compares the order of two numbers with math/big.
func FuzzDecimal(f *testing.F) {
	f.Add("0.10", "1e-1")
	f.Add("-12345678901234567890.5", "-1.23456789012345678905e19")
	f.Fuzz(func(t *testing.T, textA, textB string) {
		a, okA := parseDecimal(textA)
		b, okB := parseDecimal(textB)
		const near = 1000 // math/big writes out all zeros of an exponent
		if !okA || !okB || a.exponent > near || a.exponent < -near || b.exponent > near || b.exponent < -near {
			return
		}
		ratA, readsA := new(big.Rat).SetString(textA)
		ratB, readsB := new(big.Rat).SetString(textB)
		if !readsA || !readsB {
			return // an exponent of 0 with more zeros than math/big reads
		}
		if got, want := a.compare(b), ratA.Cmp(ratB); got != want {
			t.Errorf("compare(%s, %s) = %d, want %d", textA, textB, got, want)
		}
	})
}

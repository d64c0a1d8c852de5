package schema

import (
	"cmp"
	"encoding/json"
	"math/big"
	"strings"
)

// Equal compares like SQL Server's default collation: texts without regard to case, numbers
// by value.
func Equal(a, b any) bool {
	return a != nil && b != nil && Compare(a, b) == 0
}

// Compare orders two cells of the same type. Empty cells come first.
func Compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case json.Number:
		if b, ok := b.(json.Number); ok {
			return decimal(a).Cmp(decimal(b))
		}
	case bool:
		if b, ok := b.(bool); ok {
			return cmp.Compare(boolRank(a), boolRank(b))
		}
	case Reference:
		if b, ok := b.(Reference); ok {
			return cmp.Compare(a.ID, b.ID)
		}
	case string:
		if b, ok := b.(string); ok {
			return cmp.Compare(strings.ToLower(a), strings.ToLower(b))
		}
	}
	return -1
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// decimal is exact for every number a column can hold, BigInt included.
func decimal(n json.Number) *big.Float {
	f, _, err := big.ParseFloat(string(n), 10, 200, big.ToNearestEven)
	if err != nil {
		return new(big.Float)
	}
	return f
}

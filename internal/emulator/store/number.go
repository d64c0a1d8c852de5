package store

import (
	"fmt"
	"hash/fnv"

	"sns-dynamics/internal/emulator/schema"
)

// The number of the first row without a number of its own.
const firstNumber = 1000

// number returns the number of a new row: the prefix, a number that grows with the rows of
// the table, and three pairs of a letter and a digit, which make it unique.
func (r *Row) number(st *Store, a *schema.AutoNumber) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(r.ID)) // a hash takes every write
	rest, suffix := h.Sum32(), make([]byte, 0, 6)
	for range 3 {
		suffix = append(suffix, 'A'+byte(rest%26), '0'+byte(rest/26%10))
		rest /= 260
	}
	return fmt.Sprintf("%s-%05d-%s", a.Prefix, firstNumber+st.Count(r.Table), suffix)
}

package handler

import (
	"sns-dynamics/internal/operation"
)

// maxChunkSize is the largest sum of operation sizes in a chunk, in bytes. One operation
// may have up to 4 MiB.
const maxChunkSize = 16 << 20

// chunk is the records whose operations run together. Its size bounds the memory for
// the requests.
type chunk struct {
	records []int
	size    int
}

// add appends the operation of a record. It returns false if the chunk is too full for
// it. An empty chunk takes every operation.
func (c *chunk) add(record int, op operation.Operation) bool {
	size := c.size + op.Size()
	if size > maxChunkSize && len(c.records) > 0 {
		return false
	}
	c.records, c.size = append(c.records, record), size
	return true
}

// dropBodies removes the bodies of an operation. No log line and no dead letter needs
// them.
func dropBodies(op *operation.Operation) {
	op.Data, op.Values, op.Parameters = nil, nil, nil
	for i := range op.Operations {
		dropBodies(&op.Operations[i])
	}
}

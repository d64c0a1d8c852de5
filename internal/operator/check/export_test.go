package check

import "bytes"

// Parse reads a document without an environment.
func Parse(document []byte) (*Model, error) { return parse(bytes.NewReader(document)) }

package emulator

import "sns-dynamics/internal/emulator/schema"

// EmbeddedSchema returns the default schema of [Options], for a program that makes another
// schema of it.
func EmbeddedSchema() []byte { return schema.Embedded() }

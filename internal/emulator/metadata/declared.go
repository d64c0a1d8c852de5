package metadata

import (
	"slices"

	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/schema"
)

// addDeclared adds declarations that the document does not have yet.
func addDeclared(d schema.Declared, s *edm.Schema) {
	taken := map[string]bool{}
	for _, t := range slices.Concat(s.EntityTypes, s.ComplexTypes) {
		taken[t.Name] = true
	}
	for _, t := range s.EnumTypes {
		taken[t.Name] = true
	}
	for _, t := range d.ComplexTypes {
		if !taken[t.Name] {
			s.ComplexTypes = append(s.ComplexTypes, t)
		}
	}
	for _, t := range d.EnumTypes {
		if !taken[t.Name] {
			s.EnumTypes = append(s.EnumTypes, t)
		}
	}
	s.Functions = append(s.Functions, d.Functions...)
}

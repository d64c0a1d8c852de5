// Package yamldoc reads a YAML file as JSON values that know their lines.
//
// It reads the part of YAML 1.2 that says nothing else than JSON: mappings with text as names,
// sequences and scalars. A plain scalar that is spelt as a JSON number, true, false or null is
// that value, with its digits. All other scalars are text: yes, 0x10, 1_000 and 2026-01-01 too.
// Anchors, aliases, tags, merge keys, names that are given twice, empty values and a second
// document are errors.
//
// See https://yaml.org/spec/1.2.2/#json-schema
package yamldoc

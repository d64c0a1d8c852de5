package csdl

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxIdentifier is the limit of the characters of an identifier.
const maxIdentifier = 128

// isIdentifier reports whether a name is a simple identifier of OData.
//
// See section 17.2 of the standard.
func isIdentifier(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > maxIdentifier || !utf8.ValidString(s) {
		return false
	}
	for i, r := range s {
		switch {
		case r == '_', unicode.IsLetter(r), unicode.Is(unicode.Nl, r):
		case i > 0 && unicode.In(r, unicode.Nd, unicode.Mn, unicode.Mc, unicode.Pc, unicode.Cf):
		default:
			return false
		}
	}
	return true
}

func checkName(attribute, value string) error {
	if value == "" {
		return fmt.Errorf("%s is missing", attribute)
	}
	if !isIdentifier(value) {
		return fmt.Errorf("%s: %.100q is no identifier of OData", attribute, value)
	}
	return nil
}

// typeName checks the name of a type, and returns it without its namespace.
func typeName(attribute, name string) (string, error) {
	item, _ := Item(name)
	if name == "" {
		return "", fmt.Errorf("%s is missing", attribute)
	}
	for part := range strings.SplitSeq(item, ".") {
		if !isIdentifier(part) {
			return "", fmt.Errorf("%s: %.100q is no type", attribute, name)
		}
	}
	return Bare(name), nil
}

// yes reads an attribute with the value true or false. Without the attribute it returns
// false.
func yes(attribute, value string) (bool, error) {
	switch value {
	case "true", "1":
		return true, nil
	case "", "false", "0":
		return false, nil
	}
	return false, fmt.Errorf("%s: %.20q is neither true nor false", attribute, value)
}

var errTwice = errors.New("it is declared twice")

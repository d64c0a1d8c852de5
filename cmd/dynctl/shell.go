package main

import (
	"slices"
	"strings"
)

// shellLine is a command as it is typed into a shell.
func shellLine(words ...[]string) string {
	line := slices.Concat(words...)
	for i, word := range line {
		line[i] = shellWord(word)
	}
	return strings.Join(line, " ")
}

// flagged is a flag with its value, or nothing where it has none.
func flagged(name, value string) []string {
	if value == "" {
		return nil
	}
	return []string{name, value}
}

// shellWord quotes what a shell would take apart.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@+,%", r)
	}
	if word != "" && strings.TrimFunc(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

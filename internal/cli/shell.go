package cli

import (
	"slices"
	"strings"
)

// ShellLine returns a command as a user types it into a shell, with each word quoted if
// necessary.
func ShellLine(words ...[]string) string {
	line := slices.Concat(words...)
	for i, word := range line {
		line[i] = ShellWord(word)
	}
	return strings.Join(line, " ")
}

// ShellFlag returns a flag with its value, or no words if the value is empty.
func ShellFlag(name, value string) []string {
	if value == "" {
		return nil
	}
	return []string{name, value}
}

// ShellWord quotes a word that a shell would split or expand.
func ShellWord(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@+,%", r)
	}
	if word != "" && strings.TrimFunc(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

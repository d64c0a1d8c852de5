package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sns-dynamics/internal/nearest"
)

// otherNames returns the flags, with the begin of a value where one is needed, that do what other
// programs, or other commands of this program, call by a name.
func otherNames(name string) []string {
	return map[string][]string{
		"port": {"addr"}, "listen": {"addr"}, "host": {"addr"}, "address": {"addr"}, "bind": {"addr"},
		"output": {"json", "out", "export"}, "format": {"json"},
		"force": {"yes"}, "confirm": {"yes"}, "preview": {"dry-run"},
		"topic-arn": {"topic"}, "stack-name": {"stack"}, "function-name": {"function"}, "queue-url": {"queue"}, "dlq": {"dead-letter-queue"},
		"log-group-name": {"log-group"}, "secret-arn": {"secret", "admin-secret"}, "secret-id": {"secret", "admin-secret"},
		"entity": {"table", "where entitySet="}, "entity-set": {"table", "where entitySet="}, "target": {"to"},
		"id": {"where messageId="}, "message-id": {"where messageId="}, "code": {"where code="}, "class": {"where class="},
		"source": {"where source="}, "operation": {"where operation="}, "route": {"where route="}, "since": {"where since="},
		"max": {"limit", "count"}, "watch": {"follow"}, "tail": {"follow"}, "live": {"follow"},
	}[name]
}

// meantFlag returns a question with the flag of a command that an unknown flag may mean.
func meantFlag(cmd *cobra.Command, name string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	for _, other := range otherNames(name) {
		if flag, _, _ := strings.Cut(other, " "); slices.Contains(names, flag) {
			return ": did you mean --" + other + "?"
		}
	}
	if meant, ok := nearest.Name(name, names); ok {
		return ": did you mean --" + meant + "?"
	}
	return ""
}

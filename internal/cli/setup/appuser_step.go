package setup

import (
	"fmt"
	"io"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/setup"
)

// pastTense says that an operation was done: "add role" becomes "added role".
func pastTense(op string) string {
	verb, object, _ := strings.Cut(op, " ")
	return map[string]string{"add": "added", "create": "created", "enable": "enabled", "give": "gave", "start": "started"}[verb] + " " + object
}

// writeStep writes a step as soon as it is done. The name of a step has a fixed width,
// because later steps are not known yet.
func writeStep(w io.Writer, s setup.Step, isDryRun bool) {
	line := s.Found
	for i, r := range s.Requests {
		op, separator := r.Op, ", "
		switch {
		case isDryRun && i == 0:
			separator = ": would "
		case i == 0:
			separator = ": "
		}
		if !isDryRun {
			op = pastTense(op)
		}
		line += separator + op
	}
	if changes := s.Name != "business unit" && s.Name != "tables" && s.Name != "check"; changes && len(s.Requests) == 0 {
		line += ": nothing to do"
	}
	cli.WriteText(w, fmt.Sprintf("%-17s ", s.Name), line)
	if isDryRun {
		for _, r := range s.Requests {
			fmt.Fprintf(w, "  %s %s\n  %s\n", r.Method, r.Path, r.Body)
		}
	}
}

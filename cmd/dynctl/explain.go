package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics"
)

func newExplain(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Say what a code means here, and what to do about it",
		Long: "Says what a code of Dataverse (0x80040217, -2147220969), of Microsoft Entra ID\n" +
			"(AADSTS7000222), an HTTP status (429) or a class of failure (rejected) means here,\n" +
			"what to do about it and which command helps. Without a code it lists them all.",
		Args: takes(0, 1, "a CODE"),
		RunE: a.command(func(_ context.Context, args []string) (answer, error) {
			if len(args) == 0 {
				all := dynamics.Explanations()
				return answer{data: all, text: func(w io.Writer) error { return listExplanations(w, all) }}, nil
			}
			e, ok := dynamics.Explain(args[0])
			if !ok {
				return answer{}, failf("dynctl explain lists the codes there are; Microsoft's own list is at "+
					"https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes",
					"no explanation of code %q: its class is that of its HTTP status", args[0])
			}
			found := explained{e, dynamics.Causes(e.Code)}
			return answer{data: found, text: func(w io.Writer) error { return found.write(w) }}, nil
		}),
	}
}

// negativeCode puts a code such as -2147220969 behind all flags, of which pflag
// would take it for one.
func negativeCode(root *cobra.Command, args []string) []string {
	if cmd, _, err := root.Find(args); err != nil || cmd.Name() != "explain" || slices.Contains(args, "--") {
		return args
	}
	i := slices.IndexFunc(args, func(arg string) bool {
		n, err := strconv.ParseInt(arg, 10, 64)
		return err == nil && n < 0
	})
	if i < 0 || i > 0 && takesValue(root, args[i-1]) {
		return args
	}
	return slices.Concat(args[:i], args[i+1:], []string{"--", args[i]})
}

// takesValue reports whether the next argument is the value of a global flag.
func takesValue(root *cobra.Command, arg string) bool {
	name, isFlag := strings.CutPrefix(arg, "--")
	f := root.PersistentFlags().Lookup(name)
	return isFlag && f != nil && f.NoOptDefVal == ""
}

func listExplanations(w io.Writer, all []dynamics.Explanation) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "CODE\tCLASS\tMEANS")
	for _, e := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\n", e.Code, e.Class, e.Means)
	}
	return t.Flush()
}

// explained is what is known of a code, and of the words that come with it.
type explained struct {
	dynamics.Explanation
	Causes []dynamics.Cause `json:"causes,omitempty"`
}

func (e explained) write(w io.Writer) error {
	name := e.Code
	if e.Name != "" {
		name += " " + e.Name
	}
	fmt.Fprintf(w, "%s (%s)\n", name, e.Class)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "  means\t%s\n  do\t%s\n", e.Means, e.Fix)
	if e.Command != "" {
		fmt.Fprintf(t, "  command\t%s\n", e.Command)
	}
	for _, c := range e.Causes {
		fmt.Fprintf(t, "  says\t%q\n    means\t%s\n    do\t%s\n", c.Says, c.Means, c.Fix)
	}
	return t.Flush()
}

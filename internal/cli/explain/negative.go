package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// MoveNegativeCode returns the arguments of the program with a negative code, such as
// -2147220969, moved behind all flags and "--". Otherwise pflag would parse the code as
// flags. It returns the arguments of other commands as they are.
func MoveNegativeCode(root *cobra.Command, args []string) []string {
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

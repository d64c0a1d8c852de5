package dlq

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/deadletter"
)

// selection are the flags that select letters.
type selection struct {
	where []string
	limit int
}

// addFlags adds the flags; purpose completes the help of --limit, such as "to delete".
func (s *selection) addFlags(cmd *cobra.Command, purpose string) {
	cmd.Flags().StringSliceVar(&s.where, "where", nil,
		"only letters that match all of `KEY=VALUE[,...]`; the keys are class, code, entitySet, operation, route, source, messageId (a whole id), and since (a time such as 2026-11-21T09:30:00Z, or an age such as 2h or 3d)")
	cli.CompleteFlag(cmd, "where", conditions()...)
	cmd.Flags().IntVar(&s.limit, "limit", 0, "maximum `number` of letters "+purpose+"; 0 is no limit")
}

// conditions are the texts that begin a condition: whole ones of the keys with known values.
func conditions() []string {
	var all []string
	for _, key := range deadletter.Keys() {
		values := deadletter.Values(key)
		if values == nil {
			values = []string{""}
		}
		for _, value := range values {
			all = append(all, key+"="+value)
		}
	}
	return all
}

// parse returns a usage error if a flag is invalid.
func (s *selection) parse() (deadletter.Where, error) {
	w, err := deadletter.ParseWhere(s.where, time.Now())
	if err != nil {
		f := cli.Usagef("--where: %w", err)
		if part, ok := errors.AsType[*deadletter.PartialIDError](err); ok {
			f.Actions = []string{"find the whole id: " + show(part.Value)}
		}
		return w, f
	}
	if s.limit < 0 {
		return w, cli.Usagef("--limit %d: expected 0 or more", s.limit)
	}
	return w, nil
}

// words are the flags of the selection as words of a command.
func (s *selection) words() []string {
	limit := ""
	if s.limit > 0 {
		limit = strconv.Itoa(s.limit)
	}
	return slices.Concat(cli.ShellFlag("--where", strings.Join(s.where, ",")), cli.ShellFlag("--limit", limit))
}

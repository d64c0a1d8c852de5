package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/operator/stack"
)

// completionTime bounds a completion that asks AWS: a person waits for it.
const completionTime = 3 * time.Second

// completeStack completes the value of --stack by the stacks of the template in the account. It
// completes nothing if AWS does not respond.
func (a *App) completeStack(root *cobra.Command) {
	_ = root.RegisterFlagCompletionFunc("stack", func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTime)
		defer cancel()
		var names []string
		if c, err := a.AWS(ctx); err == nil {
			names, _ = stack.Names(ctx, c) // an error names no stack
		}
		return beginning(names, typed), cobra.ShellCompDirectiveNoFileComp
	})
}

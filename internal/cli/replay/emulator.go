package replay

import (
	"context"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/cli/inprocess"
	"sns-dynamics/internal/operator/replay"
)

// runInProcess runs events as the demo does, by the routes of a folder if there is one.
func runInProcess(ctx context.Context, a *cli.App, events []replay.Event, dir string) (cli.Result, error) {
	allowed, err := inprocess.Fence()
	if err != nil {
		return cli.Result{}, err
	}
	trial := inprocess.Trial{
		Deployed: inprocess.Deployed{Fence: allowed},
		Advice:   "read the reason of each message that failed; the meaning of all codes: dynctl explain",
	}
	if dir != "" {
		f, err := inprocess.ReadRoutes(dir)
		if err != nil {
			return cli.Result{}, err
		}
		trial.Deployed.Use(f)
	}
	return trial.Run(ctx, a, events)
}

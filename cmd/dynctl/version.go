package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of this tool",
		Args:  takesNothing,
		RunE: a.command(func(context.Context, []string) (answer, error) {
			v := version()
			return answer{data: v, text: func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "dynctl %s %s %s\n", v.Version, v.Commit, v.Go)
				return err
			}}, nil
		}),
	}
}

type versionData struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
}

// version is what the Go command recorded of the build.
func version() versionData {
	v := versionData{Version: "devel", Commit: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Commit = s.Value
		}
	}
	return v
}

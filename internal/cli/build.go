package cli

import (
	"runtime"
	"runtime/debug"
)

// Build describes the build of the program.
type Build struct {
	Version string `json:"version"`
	// Commit and Date are empty if the go command recorded no commit, as with go run. Date is
	// the time of the commit, as in RFC 3339.
	Commit string `json:"commit"`
	Date   string `json:"date"`
	// IsModified says that files differed from the commit.
	IsModified bool   `json:"modified"`
	Go         string `json:"go"`
	Platform   string `json:"platform"`
}

// String is one line: the version, and the other facts as far as they are known.
func (b Build) String() string {
	text := b.Version
	if b.Commit != "" {
		text += ", commit " + b.Commit
		if b.IsModified {
			text += " with changes"
		}
	}
	if b.Date != "" {
		text += " of " + b.Date
	}
	return text + ", " + b.Go + " " + b.Platform
}

// develVersion is the version of a build outside a tagged commit.
const develVersion = "devel"

// ReadBuild returns what the go command recorded about the build.
func ReadBuild() Build {
	b := Build{Version: develVersion, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.IsModified = s.Value == "true"
		}
	}
	return b
}

package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"sns-dynamics/internal/cli/screen"
)

// IsTerminal reports whether a stream of the program is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width returns the width of the terminal behind a stream, in columns. Without a terminal it
// returns 0. A stream with a method Width knows its width itself.
func Width(stream any) int {
	if known, ok := stream.(interface{ Width() int }); ok {
		return known.Width()
	}
	if !IsTerminal(stream) {
		return 0
	}
	width, _, err := term.GetSize(int(stream.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return width
}

// Style returns the colours for a stream. A stream has no colours without a terminal, with
// --json, --no-color or $NO_COLOR.
//
// See https://no-color.org
func (a *App) Style(stream io.Writer) screen.Style {
	isOff := a.JSON || a.NoColor || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb"
	return screen.NewStyle(!isOff && IsTerminal(stream))
}

// NewProgress starts a report on stderr about a number of items; see [screen.NewProgress].
func (a *App) NewProgress(total int, what, item string) *screen.Progress {
	return screen.NewProgress(a.Stderr, IsTerminal(a.Stderr) && !a.JSON, a.waiting, total, what, item)
}

// Wait shows what the command waits for, if that takes long. The caller calls done at the end.
func (a *App) Wait(what string) (done func()) { return a.waiting.For(what) }

// HoldWaits shows no waits until the caller calls release.
func (a *App) HoldWaits() (release func()) { return a.waiting.Hold() }

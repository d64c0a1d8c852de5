// Package screen writes for people on a terminal: colours, lines of the terminal's width,
// progress, and what the program waits for.
package screen

import "github.com/fatih/color"

// Style colours words. The zero value leaves words as they are.
type Style struct{ isOn bool }

// NewStyle returns a style that colours words if isOn is true.
func NewStyle(isOn bool) Style { return Style{isOn} }

// Good colours the name of a success.
func (s Style) Good(text string) string { return s.paint(text, color.FgGreen) }

// Warn colours the name of a warning.
func (s Style) Warn(text string) string { return s.paint(text, color.FgYellow, color.Bold) }

// Bad colours the name of a failure.
func (s Style) Bad(text string) string { return s.paint(text, color.FgRed, color.Bold) }

// Strong makes a heading or a command bold.
func (s Style) Strong(text string) string { return s.paint(text, color.Bold) }

// Faint makes an aside faint.
func (s Style) Faint(text string) string { return s.paint(text, color.Faint) }

func (s Style) paint(text string, attributes ...color.Attribute) string {
	if !s.isOn || text == "" {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor() // whatever the package finds out about standard output
	return c.Sprint(text)
}

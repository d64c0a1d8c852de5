package main

import (
	"fmt"
	"os"
	"strings"
)

// Every full run writes the text between these lines of README.md again.
const (
	begin = "<!-- written by make bench: -->\n"
	end   = "<!-- until here -->\n"
)

// writeReadme puts the targets into README.md.
func (r *report) writeReadme(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		return fmt.Errorf("%s: expected the lines %q and %q", file, begin, end)
	}
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "%s, %d processors of %s, %s, %s:\n\n", m.System, m.Processors, m.Processor, m.Go, m.Time[:min(10, len(m.Time))])
	b.WriteString("| | target | measured | |\n|---|---|---|---|\n")
	for _, t := range r.Targets {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.Name, t.Want, t.measured(), t.verdict())
	}
	return os.WriteFile(file, []byte(before+begin+b.String()+end+after), 0o644)
}

// measured is the value in a form for people.
func (t target) measured() string {
	if t.Missing != "" {
		return "-"
	}
	return number(t.Value)
}

// verdict says whether the target was reached, and else the factor by which it was missed.
func (t target) verdict() string {
	switch {
	case t.Missing != "":
		return t.Missing
	case t.Reached:
		return "reached"
	case t.AtLeast && t.Value > 0:
		return fmt.Sprintf("missed, %.3g times", t.Bound/t.Value)
	}
	return fmt.Sprintf("missed, %.3g times", t.Value/t.Bound)
}

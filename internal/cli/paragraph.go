package cli

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"

	"sns-dynamics/internal/cli/screen"
)

// WriteText writes a text behind a label, in lines of the width of the terminal behind w. All
// lines of the text begin in the same column. Without a terminal it writes the text as it is. The
// error comes from w.
func WriteText(w io.Writer, label, text string) error {
	_, err := fmt.Fprintln(w, screen.Hang(label, Escaped(text), screen.Columns(label), Width(w)))
	return err
}

// WriteAction writes a text like [WriteText] that may begin or end with a command. A command
// stays in one piece, so that it can be pasted. The error comes from w.
func WriteAction(w io.Writer, label, text string) error {
	_, err := fmt.Fprintln(w, screen.HangAction(label, Escaped(text), screen.Columns(label), Width(w)))
	return err
}

// WriteProblem writes the place of a problem and the problem like [WriteAction]. The lines after the
// first have a margin, because a place may be long. The error comes from w.
func WriteProblem(w io.Writer, place, problem string) error {
	const margin = 4
	_, err := fmt.Fprintln(w, screen.HangAction(Escaped(place), Escaped(problem), margin, Width(w)))
	return err
}

// WriteRows writes rows with their cells in columns. It writes the last cell of a row as
// [WriteAction] does. The error comes from w.
func WriteRows(w io.Writer, rows [][]string) error {
	var labels strings.Builder
	t := tabwriter.NewWriter(&labels, 0, 0, 2, ' ', 0)
	for _, cells := range rows {
		for _, cell := range cells[:len(cells)-1] {
			fmt.Fprint(t, strings.ReplaceAll(Escaped(cell), "\n", " "), "\t")
		}
		fmt.Fprintln(t)
	}
	t.Flush() // to memory
	i := 0
	for label := range strings.Lines(labels.String()) {
		cells := rows[i]
		if err := WriteAction(w, strings.TrimSuffix(label, "\n"), cells[len(cells)-1]); err != nil {
			return err
		}
		i++
	}
	return nil
}

// writeHelp writes a text of cobra. The description of a flag has several lines if it is wider than
// the terminal behind w.
func writeHelp(w io.Writer, text string) error {
	flag := regexp.MustCompile(`^( {2,6}-.*?\S {2,})(\S.*)\n`)
	var err error
	for line := range strings.Lines(text) {
		if m := flag.FindStringSubmatch(line); m != nil {
			err = WriteText(w, m[1], m[2])
		} else {
			_, err = io.WriteString(w, line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// WriteLine writes a line of a table, shortened to the width of the terminal behind w. Without a
// terminal it writes the whole line. The error comes from w.
func WriteLine(w io.Writer, line string) error {
	_, err := fmt.Fprintln(w, screen.Cut(Escaped(line), Width(w)))
	return err
}

package dlq

import (
	"fmt"
	"io"
	"strings"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/deadletter"
)

// redriveData is the result of dlq redrive, or of its dry run.
type redriveData struct {
	DryRun bool            `json:"dryRun"`
	Plan   deadletter.Plan `json:"plan"`
	deadletter.Redriven
}

// maxFailures is the most failures that are listed for people.
const maxFailures = 10

// left is the number of planned or tried letters that were not redriven.
func (d redriveData) left() int { return max(len(d.Failures), d.Plan.Letters-d.Letters) }

// result is the result of a redrive that ended with err.
func (d redriveData) result(a *cli.App, err error) cli.Result {
	if err != nil && d.Plan.Letters == 0 {
		return cli.Result{Data: d} // there may be letters that the command could not read
	}
	return cli.Result{Data: d, Warnings: warnings(d.Plan.Selection.Where, d.Plan.Seen), Text: func(w io.Writer) error { return d.write(a, w) }}
}

func (d redriveData) write(a *cli.App, w io.Writer) error {
	if d.DryRun || d.Plan.Letters == 0 {
		if err := writePlan(w, d.Plan); err != nil || d.Plan.Letters == 0 {
			return err
		}
		fmt.Fprintln(w)
		return cli.WriteText(w, "", fmt.Sprintf("Dry run: nothing was changed. Without --dry-run, %s redriven.", cli.Count(d.Plan.Letters, "letter is", "letters are")))
	}
	fmt.Fprintf(w, "Redriven %s.\n", cli.Plural(d.Letters, "letter"))
	if left := d.left(); left > 0 {
		fmt.Fprintf(w, "Not redriven, still in the dead-letter queue: %s.\n", number.Grouped(left))
	}
	for i, f := range d.Failures {
		if i == maxFailures {
			fmt.Fprintf(w, "  and %s more\n", number.Grouped(len(d.Failures)-i))
			break
		}
		cli.WriteText(w, "  ", f.MessageID+": "+cli.OneLine(f.Reason))
	}
	if err := writeRemarks(w, d.Plan); err != nil || d.Letters == 0 {
		return err
	}
	return cli.WriteAction(w, "next, after some minutes: ", a.Suggest("see the letters that failed again: dynctl dlq ls"))
}

// writePlan writes which letters a redrive is going to send.
func writePlan(w io.Writer, p deadletter.Plan) error {
	switch {
	case p.Letters == 0 && len(p.LeftOut) > 0:
		return writeAllLeftOut(w, p.LeftOut)
	case p.Letters == 0:
		_, err := fmt.Fprintln(w, "No dead letter to redrive.")
		return err
	}
	if err := writeGroups(w, p.Groups); err != nil {
		return err
	}
	return writeRemarks(w, p)
}

// writeAllLeftOut writes that no selected letter is redriven, and why.
func writeAllLeftOut(w io.Writer, all []deadletter.LeftOut) error {
	letters := 0
	var why []string
	for _, o := range all {
		letters += o.Letters
		why = append(why, reasonOf(o))
	}
	if len(all) > 1 {
		for i, o := range all {
			why[i] = cli.Plural(o.Letters, "letter") + ": " + why[i]
		}
	}
	return cli.WriteText(w, "", fmt.Sprintf("%s selected, %s left out: %s.", cli.Plural(letters, "letter"), number.Grouped(letters), strings.Join(why, "; ")))
}

// reasonOf is the reason to leave out letters, with the flag that includes them.
func reasonOf(o deadletter.LeftOut) string {
	if o.Flag == "" {
		return o.Why
	}
	return o.Why + " (" + o.Flag + ")"
}

// writeRemarks writes which letters are left out, and which will fail again.
func writeRemarks(w io.Writer, p deadletter.Plan) error {
	for _, o := range p.LeftOut {
		if err := cli.WriteText(w, "", fmt.Sprintf("Left out %s: %s.", cli.Plural(o.Letters, "letter"), reasonOf(o))); err != nil {
			return err
		}
	}
	if p.Rejected > 0 {
		return cli.WriteText(w, "", fmt.Sprintf("Of class rejected: %s. They fail again and become dead letters again, unless their cause was corrected.", number.Grouped(p.Rejected)))
	}
	return nil
}

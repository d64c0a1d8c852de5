package deadletter

import (
	"context"
	"slices"
)

// Selection selects the letters to redrive.
type Selection struct {
	Where Where
	// Limit is the maximum number of letters; 0 is no limit.
	Limit int
	// IncludeRepeatRisks includes letters with a RepeatRisk, such as actions.
	IncludeRepeatRisks bool
	// IncludeOvertaken includes letters whose message may undo a newer change.
	IncludeOvertaken bool
}

// Plan describes a redrive before it starts.
type Plan struct {
	Selection Selection `json:"-"`
	// Letters is the number of letters to redrive. In a FIFO queue the redrive also sends
	// selected letters that wait behind these in their groups.
	Letters int `json:"letters"`
	// Rejected is the number of these letters that fail again unless their cause was
	// corrected.
	Rejected int       `json:"rejected"`
	Groups   []Group   `json:"groups"`
	LeftOut  []LeftOut `json:"leftOut"`
	Seen     Seen      `json:"seen"`

	ids    map[string]bool
	groups map[string]bool
}

// LeftOut counts selected letters that are not redriven, for one reason.
type LeftOut struct {
	Why     string `json:"why"`
	Letters int    `json:"letters"`
	// Flag is the flag of dlq redrive that includes the letters; empty if no flag does.
	Flag string `json:"flag,omitempty"`
}

// The flags of dlq redrive that include letters.
const (
	IncludeActions   = "--include-actions"
	IncludeOvertaken = "--include-overtaken"
)

// UnknownForm is the reason to leave out a letter without an envelope.
const UnknownForm = "its form is unknown, so there is no message to send"

// Plan returns what a redrive would send. It changes nothing. The errors come from
// [Queues.Peek].
func (b *Queues) Plan(ctx context.Context, s Selection) (Plan, error) {
	p := Plan{Selection: s, LeftOut: []LeftOut{}, ids: map[string]bool{}, groups: map[string]bool{}}
	var sum Summary
	var err error
	p.Seen, err = b.Peek(ctx, func(l Letter) bool {
		if !s.Where.Matches(l) {
			return true
		}
		if why := s.leavesOut(l); why != "" {
			p.leaveOut(why, l.flagFor(why))
			return true
		}
		p.Letters++
		if l.isRejected() {
			p.Rejected++
		}
		sum.Add(l)
		p.ids[l.SQSID] = true
		if l.Group != "" {
			p.groups[l.Group] = true
		}
		return s.Limit == 0 || p.Letters < s.Limit
	})
	p.Groups = sum.Groups()
	return p, err
}

// leavesOut returns the reason to leave out a letter; empty if the letter is redriven.
func (s Selection) leavesOut(l Letter) string {
	switch {
	case !l.CanRedrive():
		return UnknownForm
	case !s.IncludeRepeatRisks && l.RepeatRisk != "":
		return l.RepeatRisk
	case !s.IncludeOvertaken:
		return l.Overtaken
	}
	return ""
}

// flagFor returns the flag of dlq redrive for a letter that is left out for a reason.
func (l Letter) flagFor(why string) string {
	switch why {
	case l.RepeatRisk:
		return IncludeActions
	case l.Overtaken:
		return IncludeOvertaken
	}
	return ""
}

func (p *Plan) leaveOut(why, flag string) {
	i := slices.IndexFunc(p.LeftOut, func(o LeftOut) bool { return o.Why == why })
	if i < 0 {
		p.LeftOut = append(p.LeftOut, LeftOut{Why: why, Flag: flag})
		i = len(p.LeftOut) - 1
	}
	p.LeftOut[i].Letters++
}

// has reports whether a letter is in the plan, or waited behind a letter in the plan.
func (p *Plan) has(l Letter) bool {
	if p.ids[l.SQSID] {
		return true
	}
	return p.groups[l.Group] && p.Selection.Where.Matches(l) && p.Selection.leavesOut(l) == ""
}

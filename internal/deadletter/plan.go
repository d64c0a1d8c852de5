package deadletter

import (
	"context"
	"slices"
)

// Selection says which letters to redrive.
type Selection struct {
	Where Where
	// Limit is the most letters that are redriven, 0 for no limit.
	Limit int
	// IncludeHazards selects letters whose message does twice what it does when it
	// runs twice: actions, above all.
	IncludeHazards bool
	// IncludeOvertaken selects letters whose message may undo a newer change.
	IncludeOvertaken bool
}

// Plan is what a redrive is going to do.
type Plan struct {
	Selection Selection `json:"-"`
	// Letters is how many are redriven; of a FIFO queue, those that wait behind
	// them in their groups come on top, as far as they are selected.
	Letters int `json:"letters"`
	// Rejected is how many of them fail again unless their cause was mended.
	Rejected int       `json:"rejected"`
	Groups   []Group   `json:"groups"`
	LeftOut  []LeftOut `json:"leftOut"`
	Seen     Seen      `json:"seen"`

	ids    map[string]bool
	groups map[string]bool
}

// LeftOut is letters that were selected and are not redriven.
type LeftOut struct {
	Why     string `json:"why"`
	Letters int    `json:"letters"`
	// Flag is the flag of dlq redrive that includes them; empty where none does.
	Flag string `json:"flag,omitempty"`
}

// The flags of dlq redrive that include letters.
const (
	IncludeActions   = "--include-actions"
	IncludeOvertaken = "--include-overtaken"
)

// UnknownShape is why a letter without an envelope is left out.
const UnknownShape = "of an unknown shape: nobody knows what to send on"

// Plan looks which letters a redrive would send on, and leaves all as it is.
func (b *Box) Plan(ctx context.Context, s Selection) (Plan, error) {
	p := Plan{Selection: s, LeftOut: []LeftOut{}, ids: map[string]bool{}, groups: map[string]bool{}}
	var sum Summary
	var err error
	p.Seen, err = b.Look(ctx, func(l Letter) bool {
		if !s.Where.Matches(l) {
			return true
		}
		if why := s.leavesOut(l); why != "" {
			p.leaveOut(why, l.flagFor(why))
			return true
		}
		p.Letters++
		if l.IsRejected() {
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

// leavesOut says why a letter is not redriven, empty for one that is.
func (s Selection) leavesOut(l Letter) string {
	switch {
	case !l.CanRedrive():
		return UnknownShape
	case !s.IncludeHazards && l.Hazard != "":
		return l.Hazard
	case !s.IncludeOvertaken:
		return l.Overtaken
	}
	return ""
}

// flagFor is the flag of dlq redrive that includes a letter left out for a reason.
func (l Letter) flagFor(why string) string {
	switch why {
	case l.Hazard:
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

// has reports whether a letter is one that was planned, or waited behind one.
func (p *Plan) has(l Letter) bool {
	if p.ids[l.SQSID] {
		return true
	}
	return p.groups[l.Group] && p.Selection.Where.Matches(l) && p.Selection.leavesOut(l) == ""
}

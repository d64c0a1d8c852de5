package deadletter

import (
	"cmp"
	"slices"
	"time"
)

// Group is a group of letters with the same source, class, code and entity set.
type Group struct {
	Source    Source    `json:"source"`
	Class     string    `json:"class"`
	Code      string    `json:"code"`
	EntitySet string    `json:"entitySet"`
	Letters   int       `json:"letters"`
	Oldest    time.Time `json:"oldest"`
	Newest    time.Time `json:"newest"`
	// MessageID and Reason come from the newest letter. MessageID is the SQS id if the
	// letter has no MessageId.
	MessageID string `json:"messageId"`
	Reason    string `json:"reason"`
}

// Summary counts letters by group. The zero value is empty.
type Summary struct{ groups map[Group]*Group }

// Add counts a letter.
func (s *Summary) Add(l Letter) {
	key := Group{Source: l.Source, Class: l.Class, Code: l.Code, EntitySet: l.EntitySet}
	if s.groups == nil {
		s.groups = map[Group]*Group{}
	}
	g := s.groups[key]
	if g == nil {
		g = &key
		g.Oldest = l.Time
		s.groups[Group{Source: l.Source, Class: l.Class, Code: l.Code, EntitySet: l.EntitySet}] = g
	}
	g.Letters++
	if l.Time.Before(g.Oldest) {
		g.Oldest = l.Time
	}
	if g.Letters == 1 || !l.Time.Before(g.Newest) {
		g.Newest, g.Reason, g.MessageID = l.Time, l.Reason, cmp.Or(l.MessageID, l.SQSID)
	}
}

// Groups returns the groups, the largest first.
func (s *Summary) Groups() []Group {
	groups := []Group{}
	for _, g := range s.groups {
		groups = append(groups, *g)
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(
			cmp.Compare(b.Letters, a.Letters), a.Oldest.Compare(b.Oldest), cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.Class, b.Class), cmp.Compare(a.Code, b.Code), cmp.Compare(a.EntitySet, b.EntitySet),
		)
	})
	return groups
}

package doctor

import (
	"slices"

	"sns-dynamics/internal/operator/doctor"
)

// summary is the names of the layers by their status.
type summary struct {
	OK         int      `json:"ok"`
	Warnings   []string `json:"warnings"`
	Failed     []string `json:"failed"`
	NotChecked []string `json:"notChecked"`
	// First is the finding to act on first: the first failure, or the warning that is its
	// cause, or else the first warning. It is nil if there is nothing to do.
	First *doctor.Finding `json:"first"`
}

func summaryOf(findings []doctor.Finding) summary {
	s := summary{Warnings: []string{}, Failed: []string{}, NotChecked: []string{}}
	for _, f := range findings {
		switch f.Status {
		case doctor.OK:
			s.OK++
		case doctor.Warning:
			s.Warnings = append(s.Warnings, f.Name)
		case doctor.Failed:
			s.Failed = append(s.Failed, f.Name)
		case doctor.NotChecked:
			s.NotChecked = append(s.NotChecked, f.Name)
		}
		isWorse := s.First == nil || f.Status == doctor.Failed && s.First.Status == doctor.Warning
		if (f.Status == doctor.Failed || f.Status == doctor.Warning) && f.Fix != "" && isWorse {
			s.First = &f
		}
	}
	if s.First == nil {
		return s
	}
	isCause := func(f doctor.Finding) bool { return f.Name == s.First.Cause && f.Status == doctor.Warning }
	if i := slices.IndexFunc(findings, isCause); i >= 0 {
		s.First = &findings[i]
	}
	return s
}

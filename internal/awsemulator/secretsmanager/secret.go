package secretsmanager

import (
	"slices"
	"time"
)

type secret struct {
	name        string
	arn         string
	description string
	kmsKeyID    string
	tags        []secretTag
	created     time.Time
	changed     time.Time
	versions    []*secretVersion
}

type secretVersion struct {
	id      string
	value   string
	stages  []string
	created time.Time
}

type secretTag struct{ Key, Value string }

const (
	current  = "AWSCURRENT"
	previous = "AWSPREVIOUS"
)

func (s *secret) version(id string) *secretVersion {
	for _, v := range s.versions {
		if v.id == id {
			return v
		}
	}
	return nil
}

func (s *secret) staged(stage string) *secretVersion {
	for _, v := range s.versions {
		if slices.Contains(v.stages, stage) {
			return v
		}
	}
	return nil
}

// put adds a version and moves the stages to it. The current version becomes the
// previous version. A version without a stage is deleted.
func (s *secret) put(id, value string, now time.Time, stages ...string) {
	if old := s.staged(current); old != nil && slices.Contains(stages, current) {
		s.unstage(previous)
		old.stages = append(slices.Clone(old.stages), previous)
	}
	for _, stage := range stages {
		s.unstage(stage)
	}
	s.versions = append(s.versions, &secretVersion{id: id, value: value, stages: stages, created: now})
	s.versions = slices.DeleteFunc(s.versions, func(v *secretVersion) bool { return len(v.stages) == 0 })
	s.changed = now
}

// unstage removes a stage from its version. It replaces the slice of stages, because a
// response may hold the old one.
func (s *secret) unstage(stage string) {
	for _, v := range s.versions {
		if slices.Contains(v.stages, stage) {
			v.stages = slices.DeleteFunc(slices.Clone(v.stages), func(have string) bool { return have == stage })
		}
	}
}

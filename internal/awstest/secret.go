package awstest

import (
	"crypto/sha256"
	"fmt"
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

// AddSecret makes a secret with a value and returns its ARN; "" makes one
// without any value. A secret of that name that is there already is replaced.
func (c *Cloud) AddSecret(name, value string) (secretARN string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.newSecret(name)
	if value != "" {
		s.put(c.id(), value, c.now(), current)
	}
	return s.arn
}

// Secret returns the current value of a secret, by its name or ARN.
func (c *Cloud) Secret(id string) (value string, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.secret(id)
	if s == nil {
		return "", false
	}
	v := s.staged(current)
	if v == nil {
		return "", false
	}
	return v.value, true
}

// SecretARN returns the ARN of the secret of that name, with the six
// characters behind it that Secrets Manager makes up; here they follow from
// the name.
func SecretARN(name string) string {
	return arn("secretsmanager", fmt.Sprintf("secret:%s-%x", name, sha256.Sum256([]byte(name)))[:len("secret:")+len(name)+1+6])
}

func (c *Cloud) newSecret(name string) *secret {
	now := c.now()
	s := &secret{name: name, arn: SecretARN(name), created: now, changed: now}
	c.secrets[name] = s
	return s
}

func (c *Cloud) secret(id string) *secret {
	for _, s := range c.secrets {
		if s.name == id || s.arn == id {
			return s
		}
	}
	return nil
}

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

// put adds a version and moves the stages to it. The version that was current
// becomes the previous one; a version that no stage is left of is forgotten.
func (s *secret) put(id, value string, now time.Time, stages ...string) {
	if was := s.staged(current); was != nil && slices.Contains(stages, current) {
		s.take(previous)
		was.stages = append(was.stages, previous)
	}
	for _, stage := range stages {
		s.take(stage)
	}
	s.versions = append(s.versions, &secretVersion{id: id, value: value, stages: stages, created: now})
	s.versions = slices.DeleteFunc(s.versions, func(v *secretVersion) bool { return len(v.stages) == 0 })
	s.changed = now
}

func (s *secret) take(stage string) {
	for _, v := range s.versions {
		v.stages = slices.DeleteFunc(v.stages, func(have string) bool { return have == stage })
	}
}

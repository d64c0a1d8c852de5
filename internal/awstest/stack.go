package awstest

import (
	"maps"
	"time"
)

// Stack is a stack of CloudFormation.
type Stack struct {
	Name         string
	Status       string // "" means CREATE_COMPLETE
	StatusReason string
	Outputs      map[string]string
	Parameters   map[string]string
	Resources    map[string]Resource // by logical id
}

// Resource is a resource of a [Stack].
type Resource struct {
	Type       string // such as AWS::SQS::Queue
	PhysicalID string
	Status     string // "" means CREATE_COMPLETE
}

type stack struct {
	Stack
	id      string
	created time.Time
}

const createComplete = "CREATE_COMPLETE"

// AddStack makes a stack, and returns its id, an ARN. One of that name that is
// there already is replaced.
func (c *Cloud) AddStack(s Stack) (stackID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s.Outputs, s.Parameters, s.Resources = maps.Clone(s.Outputs), maps.Clone(s.Parameters), maps.Clone(s.Resources)
	if s.Status == "" {
		s.Status = createComplete
	}
	for name, r := range s.Resources {
		if r.Status == "" {
			r.Status = createComplete
			s.Resources[name] = r
		}
	}
	id := arn("cloudformation", "stack/"+s.Name+"/"+c.id())
	c.stacks[s.Name] = &stack{s, id, c.now()}
	return id
}

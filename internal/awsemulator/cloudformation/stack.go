package cloudformation

import "time"

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

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

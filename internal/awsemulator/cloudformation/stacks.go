// Package cloudformation emulates the stacks of AWS CloudFormation in memory: their
// outputs, parameters and resources. No operation changes a stack.
package cloudformation

import (
	"maps"
	"net/http"
	"sync"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Stacks are the stacks of an account. They are safe for concurrent use. One call is
// carried out at a time.
type Stacks struct {
	account *account.Account

	mu     sync.Mutex
	byName map[string]*stack
}

// maxPage is the limit of the stacks or resources of a page.
const maxPage = 100

// New returns no stacks.
func New(a *account.Account) *Stacks {
	return &Stacks{account: a, byName: map[string]*stack{}}
}

// Protocol returns the protocol of CloudFormation.
func Protocol() protocol.Protocol {
	return protocol.Query{Namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/"}
}

// Operations returns the operations of CloudFormation by name.
func (ss *Stacks) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"DescribeStacks":         protocol.Exclusive(&ss.mu, ss.describeStacks),
		"DescribeStackResources": protocol.Exclusive(&ss.mu, ss.describeStackResources),
		"ListStackResources":     protocol.Exclusive(&ss.mu, ss.listStackResources),
	}
}

// AddStack makes a stack and returns its id, an ARN. It replaces an existing stack of the
// name.
func (ss *Stacks) AddStack(s Stack) (stackID string) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
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
	id := account.ARN("cloudformation", "stack/"+s.Name+"/"+ss.account.UUID())
	ss.byName[s.Name] = &stack{s, id, ss.account.Now()}
	return id
}

func (ss *Stacks) find(nameOrID string) *stack {
	for _, s := range ss.byName {
		if s.Name == nameOrID || s.id == nameOrID {
			return s
		}
	}
	return nil
}

func refuse(format string, args ...any) *protocol.Error {
	return protocol.Refuse(http.StatusBadRequest, "ValidationError", format, args...)
}

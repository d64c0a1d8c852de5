package lambda

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Functions are the functions of an account. They are safe for concurrent use.
type Functions struct {
	account *account.Account

	mu     sync.Mutex
	byName map[string]*Function // a stored function does not change
}

// New returns no functions.
func New(a *account.Account) *Functions {
	return &Functions{account: a, byName: map[string]*Function{}}
}

// FunctionARN returns the ARN of the function of a name.
func FunctionARN(name string) string { return account.ARN("lambda", "function:"+name) }

// Protocol returns the protocol of Lambda.
func Protocol() protocol.Protocol { return protocol.REST{Route: route} }

// Operations returns the operations of Lambda by name.
func (fs *Functions) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"GetFunction":                  protocol.Exclusive(&fs.mu, fs.getFunction),
		"GetFunctionConfiguration":     protocol.Exclusive(&fs.mu, fs.getFunctionConfiguration),
		"GetPolicy":                    protocol.Exclusive(&fs.mu, fs.getPolicy),
		"Invoke":                       protocol.Concurrent(fs.invoke),
		"ListEventSourceMappings":      protocol.Exclusive(&fs.mu, fs.listEventSourceMappings),
		"GetFunctionEventInvokeConfig": protocol.Exclusive(&fs.mu, fs.getFunctionEventInvokeConfig),
		"GetFunctionConcurrency":       protocol.Exclusive(&fs.mu, fs.getFunctionConcurrency),
	}
}

// AddFunction makes a function and returns its ARN. It replaces an existing function of
// the name, so a test changes a function by adding it again.
func (fs *Functions) AddFunction(f Function) (functionARN string) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	f.State = cmp.Or(f.State, "Active")
	f.LastUpdateStatus = cmp.Or(f.LastUpdateStatus, "Successful")
	f.Architecture = cmp.Or(f.Architecture, "x86_64")
	f.Timeout, f.MemorySize = cmp.Or(f.Timeout, 3), cmp.Or(f.MemorySize, 128)
	f.Environment, f.Mappings = maps.Clone(f.Environment), slices.Clone(f.Mappings)
	for i := range f.Mappings {
		m := &f.Mappings[i]
		m.State, m.BatchSize = cmp.Or(m.State, "Enabled"), cmp.Or(m.BatchSize, 10)
		if m.UUID == "" {
			m.UUID = fs.account.UUID()
		}
	}
	fs.byName[f.Name] = &f
	return FunctionARN(f.Name)
}

type functionInput struct{ FunctionName, Qualifier string }

func notFound(format string, args ...any) *protocol.Error {
	return protocol.Refuse(http.StatusNotFound, "ResourceNotFoundException", format, args...)
}

// function returns the function of a name, of an ARN, or of the part of an ARN that
// begins with the account.
func (fs *Functions) function(in functionInput) (*Function, error) {
	name := in.FunctionName
	for _, prefix := range []string{FunctionARN(""), account.ID + ":function:"} {
		name = strings.TrimPrefix(name, prefix)
	}
	name, qualifier, _ := strings.Cut(name, ":")
	if qualifier == "" {
		qualifier = in.Qualifier
	}
	f := fs.byName[name]
	if f == nil || qualifier != "" && qualifier != "$LATEST" {
		if qualifier != "" {
			name += ":" + qualifier
		}
		return nil, notFound("Function not found: %s", FunctionARN(name))
	}
	return f, nil
}

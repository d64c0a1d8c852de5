package awstest

import (
	"cmp"
	"maps"
	"slices"
)

// Function is a function of Lambda with what belongs to it.
type Function struct {
	Name             string
	CodeSHA256       string
	State            string // "" means Active
	LastUpdateStatus string // "" means Successful
	Architecture     string // "" means x86_64
	Timeout          int    // in seconds; 0 means 3
	MemorySize       int    // in MB; 0 means 128
	Environment      map[string]string
	Policy           string // the resource policy as JSON; "" means none
	Concurrency      *int   // the reserved one; nil means none, 0 refuses every invocation
	EventInvoke      *EventInvoke
	Mappings         []Mapping
	// Handler is called by Invoke, without a lock: it may use the Cloud, and
	// calls at a time run side by side. functionError is "", Unhandled or
	// Handled. nil answers null.
	Handler func(payload []byte) (answer []byte, functionError string)
}

// EventInvoke is how a [Function] is invoked asynchronously.
type EventInvoke struct {
	MaximumRetryAttempts     int
	MaximumEventAgeInSeconds int    // 0 means that none is set
	OnFailure                string // the ARN of the destination; "" means none
	OnSuccess                string
}

// Mapping is an event source mapping of a [Function].
type Mapping struct {
	UUID          string // "" means that one is made up
	Source        string // the ARN of the queue
	State         string // "" means Enabled
	BatchSize     int    // 0 means 10
	ResponseTypes []string
	// MaximumConcurrency of its scaling; 0 means none.
	MaximumConcurrency int
}

// AddFunction makes a function, and returns its ARN. One of that name that is
// there already is replaced, so a test changes one by adding it again.
func (c *Cloud) AddFunction(f Function) (functionARN string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.State = cmp.Or(f.State, "Active")
	f.LastUpdateStatus = cmp.Or(f.LastUpdateStatus, "Successful")
	f.Architecture = cmp.Or(f.Architecture, "x86_64")
	f.Timeout, f.MemorySize = cmp.Or(f.Timeout, 3), cmp.Or(f.MemorySize, 128)
	f.Environment, f.Mappings = maps.Clone(f.Environment), slices.Clone(f.Mappings)
	for i := range f.Mappings {
		m := &f.Mappings[i]
		m.State, m.BatchSize = cmp.Or(m.State, "Enabled"), cmp.Or(m.BatchSize, 10)
		if m.UUID == "" {
			m.UUID = c.id()
		}
	}
	c.functions[f.Name] = &f
	return FunctionARN(f.Name)
}

// FunctionARN returns the ARN of the function of that name.
func FunctionARN(name string) string { return arn("lambda", "function:"+name) }

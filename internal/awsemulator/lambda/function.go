package lambda

// Function is a function with its configuration.
type Function struct {
	Name             string
	CodeSHA256       string
	State            string // "" means Active
	LastUpdateStatus string // "" means Successful
	Architecture     string // "" means x86_64
	Timeout          int    // in seconds; 0 means 3
	MemorySize       int    // in MB; 0 means 128
	Environment      map[string]string
	Policy           string // the resource policy as JSON; "" means no policy
	Concurrency      *int   // the reserved concurrency; nil means no reservation, 0 refuses every invocation
	EventInvoke      *EventInvoke
	Mappings         []Mapping
	// Handler is called by Invoke without a lock: it may use the emulator, and
	// concurrent invocations call it concurrently. functionError is "", Unhandled or
	// Handled. A nil Handler returns null.
	Handler func(payload []byte) (response []byte, functionError string)
}

// EventInvoke is the configuration of asynchronous invocations of a [Function].
type EventInvoke struct {
	MaximumRetryAttempts     int
	MaximumEventAgeInSeconds int    // 0 means the default
	OnFailure                string // the ARN of the destination; "" means no destination
	OnSuccess                string // the ARN of the destination; "" means no destination
}

// Mapping is an event source mapping of a [Function].
type Mapping struct {
	UUID               string // "" means a new one
	Source             string // the ARN of the queue
	State              string // "" means Enabled
	BatchSize          int    // 0 means 10
	ResponseTypes      []string
	MaximumConcurrency int // the maximum concurrency; 0 means no maximum
}

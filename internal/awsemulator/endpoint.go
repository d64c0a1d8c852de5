package awsemulator

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/cloudformation"
	"sns-dynamics/internal/awsemulator/cloudwatch"
	"sns-dynamics/internal/awsemulator/fault"
	"sns-dynamics/internal/awsemulator/iam"
	"sns-dynamics/internal/awsemulator/kms"
	"sns-dynamics/internal/awsemulator/lambda"
	"sns-dynamics/internal/awsemulator/logs"
	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/secretsmanager"
	"sns-dynamics/internal/awsemulator/sns"
	"sns-dynamics/internal/awsemulator/sqs"
	"sns-dynamics/internal/awsemulator/sts"
)

// Options configure an [Endpoint]. The zero value is valid.
type Options struct {
	// Now is the clock of timestamps, visibility timeouts, delays, retention and
	// deduplication; nil means time.Now. A test that passes a time to the emulator must
	// set Now.
	Now func() time.Time
	// After returns a channel that receives a value when a duration has passed on the
	// clock: time.After for the wall clock. nil means that ReceiveMessage does not
	// wait, whatever its WaitTimeSeconds.
	After func(time.Duration) <-chan time.Time
	// PageSize limits the items of a page, so that a few items make several pages; 0
	// means the limits of AWS.
	PageSize int
	// Keep limits the calls that Calls returns, the messages that Published returns for a
	// topic, and the lines of a log group, to the newest; 0 means all. A program that serves
	// for long sets it.
	Keep int
	// SignedFor is the region that requests are signed for; "" means [Region]. The ARNs
	// have the region [Region] all the same.
	SignedFor string
	// RandomIDs makes the identifiers random: a program whose users keep the identifiers
	// needs others after each start. Without RandomIDs they are the same in every run.
	RandomIDs bool
}

// Endpoint serves all services of one account in one region. It is an http.Handler and
// safe for concurrent use. Each service carries out one call at a time, wholly or not at
// all. Waiting calls of ReceiveMessage and handlers of Lambda functions hold up no other
// call.
//
// The methods of the services' types are methods of Endpoint too.
type Endpoint struct {
	*fault.Faults
	*sqs.Queues
	*sns.Topics
	*secretsmanager.Secrets
	*lambda.Functions
	*logs.Groups
	*cloudwatch.Alarms
	*cloudformation.Stacks
	*sts.Tokens
	*kms.Keys

	account  *account.Account
	region   string // of the signatures
	services map[Service]service

	mu         sync.Mutex
	calls      []Call
	notCovered []string
	hook       func(c Call, done bool) (goOn bool)
}

// service is a service with its protocol.
type service struct {
	protocol   protocol.Protocol
	operations map[string]protocol.Operation
}

// NewEndpoint returns the endpoint of an empty account.
func NewEndpoint(o Options) *Endpoint {
	a, faults := &account.Account{Clock: o.Now, After: o.After, PageSize: o.PageSize, Keep: o.Keep, RandomIDs: o.RandomIDs}, &fault.Faults{}
	queues := sqs.New(a, faults)
	e := &Endpoint{
		Faults: faults, Queues: queues, Topics: sns.New(a, faults, queues), Secrets: secretsmanager.New(a),
		Functions: lambda.New(a), Groups: logs.New(a), Alarms: cloudwatch.New(a), Stacks: cloudformation.New(a),
		Tokens: sts.New(a), Keys: kms.New(a), account: a, region: cmp.Or(o.SignedFor, Region),
	}
	e.services = map[Service]service{
		CloudFormation: {cloudformation.Protocol(), e.Stacks.Operations()},
		CloudWatch:     {cloudwatch.Protocol(), e.Alarms.Operations()},
		Lambda:         {lambda.Protocol(), e.Functions.Operations()},
		Logs:           {logs.Protocol(), e.Groups.Operations()},
		SecretsManager: {secretsmanager.Protocol(), e.Secrets.Operations()},
		SNS:            {sns.Protocol(), e.Topics.Operations()},
		SQS:            {sqs.Protocol(), e.Queues.Operations()},
		STS:            {sts.Protocol(), e.Tokens.Operations()},
		IAM:            {iam.Protocol(), iam.Operations(e.Tokens)},
		KMS:            {kms.Protocol(), e.Keys.Operations()},
	}
	return e
}

// Calls returns the calls in the order of their arrival, with the calls that met a fault
// or were refused. Options.Keep limits them.
func (e *Endpoint) Calls() []Call {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.calls)
}

// NotCovered returns the calls that the emulator does not cover, with the reason.
func (e *Endpoint) NotCovered() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.notCovered)
}

// OnCall sets a hook that is called before and after each call that is carried out; nil
// removes it. If the hook returns false, the connection is closed without a response. If
// it returns false before the call, the call is not carried out. A test can kill the
// caller at either side of a step. The hook may use the endpoint. Concurrent calls call
// it concurrently. A test may read what the hook wrote when the call is over and the
// test has called OnCall or [Endpoint.Calls].
func (e *Endpoint) OnCall(hook func(call Call, done bool) (goOn bool)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hook = hook
}

// Package awsemulator emulates one AWS account in memory: SNS, SQS, Secrets Manager,
// CloudFormation, Lambda, CloudWatch Logs, CloudWatch, STS, IAM and KMS. It speaks the protocols
// that the AWS SDKs and the AWS CLI use, refuses the requests that AWS refuses, and can
// inject faults. It keeps nothing after its end. The tests of dynctl use it, and dynctl
// emulate serves it.
//
// An [Endpoint] is an HTTP handler for all services. It reads the service from the
// signature of a request, so clients need one address, as in AWS_ENDPOINT_URL. [Start]
// serves an endpoint on a loopback address: a [Cloud]. [Cloud.Config] configures clients
// of the same process, [Cloud.Env] other programs.
//
// Methods such as AddQueue fill the account. They panic for a wrong argument, because
// a test made it: for example a fixed time while the clock is the wall clock (see
// [Options]). Identifiers that AWS chooses at random are the same in every run, unless
// Options.RandomIDs is set. Addresses are the addresses of AWS. So a test can compare
// output.
//
// With Options{After: time.After}, visibility timeouts, delays, retention and long
// polling take real time. The packages sqs and sns document the contracts of queues and
// topics.
//
// The response to a request that AWS may accept and that the emulator does not have is
// status 501 with a message that begins "the emulator does not cover". One unknown member
// of a request suffices. [Endpoint.NotCovered] lists these requests, and [Cloud.Close]
// returns an error for them.
//
// # What it does not have
//
//   - operations other than the operations that each service package lists
//   - regions other than [Region], and partitions other than aws
//   - signatures, permissions and session tokens: Fail makes the refusals
//   - Lambda: versions, aliases, log tails, dry runs, retries and destinations
//   - SNS: filter policies, phone numbers, message structures, and delivery to subscribers other than
//     queues and functions of the program
//   - SQS: creation and listing of queues, ReceiveRequestAttemptId, the limit of messages in flight
//   - STS and IAM: operations other than the caller's identity, web identity tokens of RS256
//     without tags, and outbound federation
//   - KMS: keys other than RSA_2048 for signatures, policies, aliases and grants
//   - Secrets Manager: binary values, deletion, rotation, replicas
//   - CloudWatch: composite alarms and log alarms, metrics
//   - CloudWatch Logs: patterns other than terms and comparisons of JSON; they are refused as
//     invalid
//
// # Where it is simpler than AWS
//
//   - Numbers of messages are exact, and changes and deliveries are immediate.
//   - ReceiveMessage finds every visible message.
//   - A standard queue keeps the order of its messages, and gives out each message once per
//     visibility timeout.
//   - An invocation of the type Event calls the handler once, before its response.
package awsemulator

// Package awstest stands in for the services of AWS that an operators' tool
// speaks to: STS, CloudFormation, SNS, SQS, Secrets Manager, Lambda,
// CloudWatch Logs and CloudWatch. It keeps everything in memory, answers in
// the protocols that the SDK for Go speaks, refuses what AWS refuses, and can
// be told to fail. It is for tests, and forgets everything when it ends.
//
// [Start] makes a [Cloud]: one account, one region, one address for all
// services, which it tells apart by the signature of a request, as AWS_ENDPOINT_URL
// has tools send them. [Cloud.Config] leads clients of the same process there,
// [Cloud.Env] those of others. Methods such as [Cloud.AddQueue] fill the account;
// they panic if what they are given makes no sense, as a test is to blame then:
// a fixed time on the wall clock, for one, which [Options.Now] replaces.
// Ids that AWS would make up are the same in every run, and addresses are those
// of AWS, so output can be compared.
//
// What AWS may well take but the package was not taught gets status 501 and a
// message that begins "awstest does not cover", down to single members of a
// request; [Cloud.NotCovered] lists it, and [Cloud.Close] fails for it.
//
// # What it does not cover
//
//   - operations other than those in the functions snsOperations, sqsOperations and so on
//   - regions other than [Region], and partitions other than aws
//   - signatures, permissions and session tokens: [Cloud.Fail] gives the refusals
//   - Lambda: versions, aliases, log tails, dry runs, retries and destinations
//   - SNS: filter policies, phone numbers, message structures, and delivery to anything but queues
//   - Secrets Manager: binary values, deletion, rotation, replicas
//   - CloudWatch: composite alarms and log alarms, metrics
//   - CloudWatch Logs: patterns beyond terms and comparisons of JSON; they are
//     refused as invalid, not as uncovered
//
// # Where it is simpler than AWS
//
//   - Everything is exact and at once: counts of messages, deliveries, changes.
//   - ReceiveMessage never waits, and misses no message that is there.
//   - A standard queue gives messages in the order they came, each once until
//     its visibility timeout is over.
//   - A message that moves to a dead-letter queue goes on counting its receives.
//   - An invocation of the type Event has called the handler once when it is answered.
package awstest

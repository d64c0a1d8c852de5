// Package chaos holds no code but tests: the proof that nothing is lost, done
// twice or out of date.
//
// TestChaos runs the function, as it is deployed but for the network, in a model
// of SNS, of Lambda's asynchronous invocation, of its event source mappings and
// of SQS, against the emulator of Dataverse, while everything between them
// fails. Its clock is virtual, so that a day takes seconds. TestKill runs the
// compiled function behind a Lambda Runtime API and kills it at random moments.
//
// A seed decides every message, when it is published and delivered, what befalls
// the nth request of each, and where a start of it is killed. It does not decide
// the function's own jitter, which of two containers runs first, and so how many
// requests a message comes to: the counts of two runs with one seed differ a
// little, and a failure that hangs on a race may take more than one of them.
package chaos

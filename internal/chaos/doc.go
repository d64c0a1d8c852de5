// Package chaos holds no code but tests: the proof that nothing is lost, done
// twice or out of date.
//
// TestChaos runs the function, as it is deployed but for the network, in a model
// of SNS, of Lambda's asynchronous invocation, of its event source mappings and
// of SQS, against the emulator of Dataverse, while everything between them
// fails. Its clock is virtual, so that a day takes seconds. TestKill runs the
// compiled function behind a Lambda Runtime API and kills it, on a real clock.
//
// The faults, and what the client is told instead, are this package's own; so
// is the count of what was carried out, which it reads from what reached the emulator.
//
// What a seed repeats of TestChaos, with the same code and number of messages, is
// the whole run: every message, when it is published and delivered, what befalls
// each request and where a container is killed, and the chance in the waits of the
// function and of the AWS SDK. Its tables come out the same to the last digit.
// Requests that a batch sends at one instant are told apart by what is in them, and
// then each step takes a time of its own. The ids that the emulator chooses at
// random, of requests and of some rows, differ. So may which of two deliveries of
// one action is which, where both are in one batch: nothing tells them apart.
//
// Of TestKill a seed repeats the messages, which of them are delivered twice, what
// befalls the nth request of each, and how its nth start is to be killed. It does
// not repeat what hangs on the real clock: which of several workers takes a message
// first, where in the code a kill falls, and the function's own jitter. The counts
// of two runs differ a little, and a failure that hangs on a race may take more
// than one of them.
package chaos

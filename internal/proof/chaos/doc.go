// Package chaos tests that no message is lost, no message is carried out twice, and no message
// overwrites a newer change. It contains only tests.
//
// TestChaos runs the deployed function with another network. It runs in a model of
// SNS, of Lambda's asynchronous invocation, of Lambda's event source mappings and of
// SQS, against the Dataverse emulator, while everything between them fails. The clock
// is virtual, so that a day takes seconds. TestKill runs the compiled function behind a
// Lambda Runtime API and kills it, on the real clock.
//
// The faults, and the responses that the client gets instead of the true ones, belong to
// this package. So does the count of the requests that were carried out: it reads the
// requests that reached the emulator.
//
// A seed of TestChaos, with the same code and number of messages, determines every message, the time of its publication and of its deliveries, the fault of each
// request, the moment at which a container is killed, and the random part of the waits
// of the function and of the AWS SDK. The content distinguishes requests that a batch
// sends at one instant, and each step then takes a time of its own. The tables of two runs
// are alike and not always equal: the counts of invocations differed by up to one percent
// in runs with one seed on two processors. The ids that the emulator chooses at random, of
// requests and of some rows, differ. Two deliveries of one action in one batch may change places, because
// nothing distinguishes them.
//
// A seed of TestKill determines the messages, the messages that are delivered twice, the
// fault of the nth request of each message, and the kill point of its nth start. It does
// not determine the effects of the real clock: the worker that takes a message first, the
// place in the code at which a kill happens, and the jitter of the function. The counts of
// two runs differ a little. A failure that depends on a race may need several runs.
package chaos

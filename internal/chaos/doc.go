// Package chaos holds no code but tests: the proof that nothing is lost, done
// twice or out of date.
//
// TestChaos runs the function, as it is deployed but for the network, in a model
// of SNS, of Lambda's asynchronous invocation, of its event source mappings and
// of SQS, against the emulator of Dataverse, while everything between them
// fails. Its clock is virtual, so that a day takes seconds. TestKill runs the
// compiled function behind a Lambda Runtime API and kills it at random moments.
//
// A seed decides every message, delivery, fault and kill. What it does not
// decide is the function's own jitter and which of two containers gets to run
// first: another run with the same seed meets the same faults in the same
// messages, but not in the same nanosecond.
package chaos

// Package inspector shows what messages do: a page, served on loopback, of the
// messages that the function ran in this process against the emulator, the HTTP
// requests of each, the rows before and after, and the dead letters; and the same
// as JSON for programs.
//
// Messages come by [Inspector.Publish], from the page's form, from programs and
// from SNS clients, and by [Inspector.Deliver]. They are run by the function's own
// handler, with two queues of SQS played here: the retry queue gives a message out
// again after as long as the function asked for, up to [MaxReceives] times, and what
// comes into the dead-letter queue is kept. Requests that anybody else makes of the
// emulator are shown by themselves.
//
// The last 500 of each are kept, without tokens and client secrets.
package inspector

// Package inspector serves the inspector page on loopback. The page shows the messages that
// the function ran in this process against the emulator, the HTTP requests of each message,
// the rows before and after each request, and the dead letters. Programs get the same data as
// JSON.
//
// Messages come by [Inspector.Publish], from the page's form, from programs, by
// [Inspector.Deliver], and from the AWS account of the package deployment: from its topic,
// its queue and the operation Invoke of its function. The function's own handler runs the
// messages. The inspector polls the retry queue of the account, so delays, visibility
// timeouts and the redrive policy work as in SQS. A message becomes a dead letter after
// [MaxReceives] receives. [Inspector.Before] serves the account to other programs. Requests
// that anybody else makes of the emulator are shown by themselves.
//
// 500 of each are kept, without tokens and client secrets: the messages under way, and the last of
// the others.
package inspector

// Package sqs emulates Amazon SQS in memory. [Queues] holds the queues of one
// account. Its Go methods fill and read the queues, and [Queues.Operations] serves the
// operations of the API.
//
// # Delivery
//
// A queue gives out its visible messages in the order in which they arrived, at most
// 10 a request. A standard queue gives out each message once per visibility timeout;
// real SQS may do so twice. ReceiveMessage finds every message that is visible, also
// with short polling; real SQS may miss some.
//
// # Visibility timeout and delay
//
// A received message is in flight, and hidden, for the visibility timeout of the
// request or else of the queue: 0 to 43,200 seconds, 30 by default. Then it is visible
// again. ChangeMessageVisibility sets a new timeout, counted from the call, of a message
// in flight; the message is visible again 43,200 seconds after the receive at the latest. A
// sent message is hidden for its DelaySeconds or else for the queue's: 0 to
// 900 seconds. A FIFO queue accepts only the queue's delay.
//
// # Long polling
//
// ReceiveMessage waits up to WaitTimeSeconds, or else ReceiveMessageWaitTimeSeconds of
// the queue, 0 to 20 seconds, until a message is visible. It returns earlier if the client
// closes the connection, and receives nothing then. It never waits if the account's
// After is nil.
//
// # Receipt handles
//
// Each receive returns a new receipt handle, and every handle of a message stays valid.
// DeleteMessage of a message that is gone succeeds. A FIFO queue deletes a message only
// while the message is in flight.
//
// # FIFO queues
//
// A queue whose name ends in .fifo is a FIFO queue. A message needs a message group. While
// a message of a group is in flight, no other request gets a message of the group. A
// message is given out after all earlier messages of its group, or by the same request.
// Other groups are not affected. A message that repeats the deduplication id of an accepted
// message within 5 minutes is accepted, gets the first message's id and is not stored. With
// ContentBasedDeduplication, the SHA-256 hash of the body is the default of the
// deduplication id.
//
// # Retention
//
// A queue drops a message MessageRetentionPeriod after it was sent: 345,600 seconds, four
// days, by default. A standard dead-letter queue counts from the original send, a
// FIFO dead-letter queue from the move.
//
// # Redrive policy
//
// A message that was received maxReceiveCount times, and is visible again, moves to the
// queue deadLetterTargetArn when ReceiveMessage meets it. It keeps its id, its attributes
// and its receive count.
//
// # Limits
//
// A message, with its attributes, and the sum of a batch are limited to 1,048,576 bytes;
// MaximumMessageSize lowers the limit of a message. A message has at most 10 attributes, a batch
// at most 10 entries. PurgeQueue is refused within 60 seconds after another. The limit of the
// messages in flight is not emulated.
//
// The emulator follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
package sqs

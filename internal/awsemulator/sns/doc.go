// Package sns emulates Amazon SNS in memory. [Topics] holds the topics and subscriptions
// of one account. Its Go methods fill and read them, and [Topics.Operations] serves the
// operations of the API.
//
// # Delivery
//
// Publish delivers a message to every subscription of the protocol sqs before it returns.
// A message that the queue does not accept is lost; real SNS repeats the delivery for days. With
// raw message delivery, the body is the message and the attributes are the message's.
// Otherwise the body is a JSON envelope in the spacing of SNS. The signature of the envelope is
// not valid. A
// subscription of another protocol is listed. It gets no message, unless it has a function of
// the program ([Subscription].Deliver). Filter policies are refused.
//
// # FIFO topics
//
// A topic whose name ends in .fifo is a FIFO topic. A message needs a message group. A
// message that repeats the deduplication id of an accepted message within 5 minutes is
// accepted, gets the first message's id and is not delivered. With ContentBasedDeduplication,
// the SHA-256 hash of the message is the default of the deduplication id.
//
// # Limits
//
// A message, with its attributes, and the sum of a batch are limited to 262,144 bytes, or to the
// topic's MaximumMessageSize. A batch has at most 10 entries, a subject at most 100 characters.
//
// The emulator follows https://docs.aws.amazon.com/sns/latest/dg/welcome.html
package sns

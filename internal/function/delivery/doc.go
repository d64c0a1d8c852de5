// Package delivery reads messages from their transport: an event of SNS or of SQS, and the
// envelope in which SNS writes a message into a queue. The function and the operators' tool
// read messages here, so that a message is the same to both.
package delivery

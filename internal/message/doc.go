// Package message turns the text of an SNS message into a Dataverse operation.
// It is pure: no clock, no network, no state. What it takes is version 1 of the
// message, published as schema/operation.schema.json and described in
// docs/messages.md; a test holds the three together.
package message

// Package message turns the text of an SNS message into a Dataverse operation.
// It uses no clock, no network and no state. It decodes version 1 of the message.
// schema/operation.schema.json is the schema of that version, and docs/messages.md describes
// it. Tests compare the decoder with both.
package message

// Package outcome publishes outcome events: what became of a message, for its publisher. An
// event is a CloudEvent of version 1.0 in structured JSON mode. schema/outcome.schema.json is
// its schema, and docs/outcomes.md describes it.
//
// See https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
package outcome

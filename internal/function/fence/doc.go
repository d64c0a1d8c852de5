// Package fence decides which messages the deployer of a stack allows: which operations,
// tables and actions, and whether a message may act for a user or bypass custom business
// logic. Five environment variables of the function hold the decision.
package fence

// Package outgoing computes the attributes, the size and the group of a message for a topic.
// The attributes serve as filters of subscriptions. SNS counts the size against its limit. An
// ordered topic needs the group and a deduplication id. The package uses no clock and no
// network.
package outgoing

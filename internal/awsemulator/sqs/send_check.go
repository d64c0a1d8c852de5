package sqs

import "strings"

// checkSend returns the error of a message that SQS does not accept.
func (q *queue) checkSend(in sendEntry) error {
	limit, delay := q.number("MaximumMessageSize"), 0
	if in.DelaySeconds != nil {
		delay = *in.DelaySeconds
	}
	switch {
	case in.MessageBody == "":
		return refuse("MissingParameter", "The request must contain the parameter MessageBody.")
	case in.size() > limit:
		return refuse("InvalidParameterValue", "One or more parameters are invalid. Reason: Message must be shorter than %d bytes.", limit)
	case strings.ContainsFunc(in.MessageBody, isForbidden):
		return refuse("InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")
	case len(in.MessageAttributes) > 10:
		return refuse("InvalidParameterValue", "Number of message attributes [%d] exceeds the allowed maximum [10].", len(in.MessageAttributes))
	case delay < 0 || delay > 900:
		return invalidValue("DelaySeconds", delay, "DelaySeconds must be >= 0 and <= 900.")
	}
	for name, a := range in.MessageAttributes {
		if wrong := a.Check(); wrong != "" {
			return refuse("InvalidParameterValue", "The message attribute '%s' %s.", name, wrong)
		}
	}
	switch {
	case !q.fifo && in.MessageDeduplicationID != "":
		return invalidValue("MessageDeduplicationId", in.MessageDeduplicationID, "The request includes a parameter that is not valid for this queue type.")
	case q.fifo && in.MessageGroupID == "":
		return refuse("MissingParameter", "The request must contain the parameter MessageGroupId.")
	case q.fifo && in.MessageDeduplicationID == "" && q.attributes["ContentBasedDeduplication"] != "true":
		return refuse("InvalidParameterValue", "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
	case q.fifo && delay != 0:
		return invalidValue("DelaySeconds", delay, "The request include parameter that is not valid for this queue type.")
	}
	return nil
}

// isForbidden reports whether a character may not be in a message.
func isForbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

package delivery

import "strings"

// butNot names the service that an event is from, for an error that says what was
// expected. It names a service of AWS by the text of the event, such as aws:s3 or
// aws.codebuild, and says in words what some of them send. Another text may be data, and
// is left out. isBridge says that the event has the form of an event of EventBridge.
func butNot(source string, isBridge bool) string {
	kind := kinds()[source]
	if isBridge {
		kind = "an event of EventBridge"
	}
	switch named := isService(source); {
	case named && kind != "":
		return ", not " + source + ", " + kind
	case named:
		return ", not " + source
	case kind != "":
		return ", not " + kind
	}
	return ""
}

// kinds are the events that look like events of SNS and SQS, by their source.
func kinds() map[string]string {
	return map[string]string{
		"aws:dynamodb":     "a record of a DynamoDB stream",
		"aws:kafka":        "records of Kafka",
		"aws:kinesis":      "a record of a Kinesis data stream",
		"aws:mq":           "messages of a broker of Amazon MQ",
		"aws:rmq":          "messages of a broker of Amazon MQ",
		"aws:s3":           "an event notification of S3",
		"aws:ses":          "an email of SES",
		"SelfManagedKafka": "records of Kafka",
	}
}

// isService reports whether a source has the form of a service of AWS.
func isService(source string) bool {
	const longest = 40
	return len(source) <= longest && (strings.HasPrefix(source, "aws:") || strings.HasPrefix(source, "aws.")) &&
		strings.Trim(source, "abcdefghijklmnopqrstuvwxyz0123456789.:-") == ""
}

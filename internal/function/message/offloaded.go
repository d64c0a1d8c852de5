package message

import "bytes"

// isS3Pointer reports whether a text is a pointer of the extended client libraries of SNS and
// SQS. They send it instead of a long message: an array with the name of a Java class and
// the place in S3.
//
// See https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
func isS3Pointer(text []byte) bool {
	const blanks = " \t\r\n"
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(text, blanks), []byte("["))
	if !ok {
		return false
	}
	rest = bytes.TrimLeft(rest, blanks)
	return bytes.HasPrefix(rest, []byte(`"software.amazon.payloadoffloading.PayloadS3Pointer"`)) ||
		bytes.HasPrefix(rest, []byte(`"com.amazon.sqs.javamessaging.MessageS3Pointer"`))
}

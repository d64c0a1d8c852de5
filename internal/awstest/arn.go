package awstest

// Account and Region are where everything is.
const (
	Account = "111122223333"
	Region  = "eu-west-1"
)

const (
	// As AWS's own documents have them: no key of anybody.
	accessKeyID     = "AKIAIOSFODNN7EXAMPLE"
	secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

// arn names something of the account.
func arn(service, resource string) string {
	return "arn:aws:" + service + ":" + Region + ":" + Account + ":" + resource
}

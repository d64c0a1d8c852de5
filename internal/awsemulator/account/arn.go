package account

// ID is the account, and Region the region, of all resources.
const (
	ID     = "111122223333"
	Region = "eu-west-1"
)

// The credentials of the examples in AWS's documents. They open no account.
const (
	AccessKeyID     = "AKIAIOSFODNN7EXAMPLE"
	SecretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

// ARN returns the ARN of a resource of the account.
func ARN(service, resource string) string {
	return "arn:aws:" + service + ":" + Region + ":" + ID + ":" + resource
}

package awstest

func stsOperations() map[string]operation {
	return map[string]operation{"GetCallerIdentity": with((*Cloud).getCallerIdentity)}
}

// getCallerIdentity answers with a role that was assumed, as most operators do.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (c *Cloud) getCallerIdentity(struct{}) (any, error) {
	return struct {
		Arn     string
		UserID  string `xml:"UserId"`
		Account string
	}{"arn:aws:sts::" + Account + ":assumed-role/Operator/awstest", "AROAIOSFODNN7EXAMPLE:awstest", Account}, nil
}

package main

// companyParameters are the parameters of a company, given as NAME=VALUE: each optional
// setting of the network, the keys, the role and the publishers has a value.
func companyParameters() []string {
	return []string{
		subnetIDsParameter + "=subnet-0a1b2c3d,subnet-0a1b2c3e",
		securityGroupIDsParameter + "=sg-0a1b2c3d",
		useFIPSEndpointParameter + "=true",
		secretKmsKeyArnParameter + "=arn:aws:kms:eu-west-1:111122223333:key/secret",
		kmsKeyArnParameter + "=arn:aws:kms:eu-west-1:111122223333:key/stack",
		topicKmsKeyIDParameter + "=alias/topic",
		permissionsBoundaryArnParameter + "=arn:aws:iam::111122223333:policy/boundary",
		rolePathParameter + "=/applications/",
		roleNameParameter + "=relay",
		publisherAccountsParameter + "=444455556666,777788889999",
		publisherServicesParameter + "=s3.amazonaws.com,events.amazonaws.com",
		publisherOrganizationIDParameter + "=o-a1b2c3d4e5",
		maximumMessageSizeParameter + "=460800",
	}
}

// Package keypolicy writes and checks the policy of the customer managed key of a stack, its
// parameter KmsKeyArn. SNS and CloudWatch Logs use the key under their own names, so only the
// policy of the key can allow them.
package keypolicy

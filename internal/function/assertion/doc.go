// Package assertion makes the client assertions by which the function signs in without a
// client secret: a web identity token of AWS STS, or a JSON Web Token that a key of AWS KMS
// signs.
package assertion

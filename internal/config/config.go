// Package config names every environment variable of the function, once. The
// Lambda and the operators' tool read them here, and infra writes the same
// names into template.yaml, so the three cannot drift apart.
//
// The AWS clients take the SDK's own variables besides (AWS_REGION,
// AWS_ENDPOINT_URL and so on); those are the SDK's to name.
package config

import "fmt"

// SecretARN names the variable that holds the ARN of the secret with the
// Dataverse credentials.
const SecretARN = "DYNAMICS_SECRET_ARN"

// Config is what the function needs to be told.
type Config struct {
	// SecretARN is the ARN, or the name, of a Secrets Manager secret whose
	// value is the JSON that dynamics.ParseCredentials reads.
	SecretARN string
}

// FromEnv reads the configuration through getenv, which is os.Getenv in a
// process. The error names the variable that is missing.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{SecretARN: getenv(SecretARN)}
	if c.SecretARN == "" {
		return Config{}, fmt.Errorf("environment variable %s is not set: expected the ARN of the secret with the Dataverse credentials", SecretARN)
	}
	return c, nil
}

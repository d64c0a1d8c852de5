package awstest

import (
	"strings"
)

type writeSecretInput struct {
	ClientRequestToken string
	Description        *string
	KmsKeyID           string
	SecretString       *string
	Tags               []secretTag // of CreateSecret
	Name               string      // of CreateSecret
	SecretID           string      // of UpdateSecret
}

// createSecret makes a secret; the same request again changes nothing.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
func (c *Cloud) createSecret(in writeSecretInput) (any, error) {
	if in.Name == "" || strings.ContainsFunc(in.Name, func(r rune) bool {
		return !strings.ContainsRune("/_+=.@-", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return nil, secretRefuse("ValidationException", "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!")
	}
	if s := c.secrets[in.Name]; s != nil {
		if v := s.version(in.ClientRequestToken); v != nil && in.SecretString != nil && v.value == *in.SecretString {
			return s.written(v.id), nil
		}
		return nil, secretRefuse("ResourceExistsException", "The operation failed because the secret %s already exists.", in.Name)
	}
	s := c.newSecret(in.Name)
	s.tags = in.Tags
	return c.writeSecret(s, in)
}

// updateSecret changes what is given, and leaves the rest.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
func (c *Cloud) updateSecret(in writeSecretInput) (any, error) {
	s, err := c.namedSecret(in.SecretID)
	if err != nil {
		return nil, err
	}
	return c.writeSecret(s, in)
}

func (c *Cloud) writeSecret(s *secret, in writeSecretInput) (any, error) {
	if in.Description != nil {
		s.description = *in.Description
	}
	if in.KmsKeyID != "" {
		s.kmsKeyID = in.KmsKeyID
	}
	if in.SecretString == nil {
		s.changed = c.now()
		return s.written(""), nil
	}
	return c.putVersion(s, in.ClientRequestToken, *in.SecretString, current)
}

type putSecretValueInput struct {
	SecretID           string
	ClientRequestToken string
	SecretString       string
	VersionStages      []string
}

// putSecretValue adds a version, which is the current one unless told otherwise.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
func (c *Cloud) putSecretValue(in putSecretValueInput) (any, error) {
	s, err := c.namedSecret(in.SecretID)
	if err != nil {
		return nil, err
	}
	if len(in.VersionStages) == 0 {
		in.VersionStages = []string{current}
	}
	return c.putVersion(s, in.ClientRequestToken, in.SecretString, in.VersionStages...)
}

func (c *Cloud) putVersion(s *secret, token, value string, stages ...string) (any, error) {
	switch v := s.version(token); {
	case value == "":
		return nil, secretRefuse("InvalidParameterException", "You must provide a value for SecretString.")
	case len(value) > 65536:
		return nil, secretRefuse("ValidationException", "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536")
	case token == "":
		token = c.id()
	case v != nil && v.value != value:
		return nil, secretRefuse("ResourceExistsException", "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s.", token, s.arn)
	case v != nil:
		return s.written(v.id), nil
	}
	s.put(token, value, c.now(), stages...)
	return s.written(token), nil
}

func (s *secret) written(version string) map[string]any {
	out := map[string]any{"ARN": s.arn, "Name": s.name}
	if version != "" {
		out["VersionId"] = version
		out["VersionStages"] = s.version(version).stages
	}
	return out
}

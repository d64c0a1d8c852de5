package secretsmanager

import "strings"

type writeSecretInput struct {
	ClientRequestToken string
	Description        *string
	KmsKeyID           string
	SecretString       *string
	Tags               []secretTag // of CreateSecret
	Name               string      // of CreateSecret
	SecretID           string      // of UpdateSecret
}

// createSecret makes a secret. A repeated request changes nothing.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
func (ss *Secrets) createSecret(in writeSecretInput) (any, error) {
	if in.Name == "" || strings.ContainsFunc(in.Name, isNotNameCharacter) {
		return nil, refuse("ValidationException", "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!")
	}
	if s := ss.byName[in.Name]; s != nil {
		if v := s.version(in.ClientRequestToken); v != nil && in.SecretString != nil && v.value == *in.SecretString {
			return s.written(v.id), nil
		}
		return nil, refuse("ResourceExistsException", "The operation failed because the secret %s already exists.", in.Name)
	}
	s := ss.add(in.Name)
	s.tags = in.Tags
	return ss.write(s, in)
}

func isNotNameCharacter(r rune) bool {
	return !strings.ContainsRune("/_+=.@-", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

// updateSecret changes the members that the request has.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
func (ss *Secrets) updateSecret(in writeSecretInput) (any, error) {
	s, err := ss.mustExist(in.SecretID)
	if err != nil {
		return nil, err
	}
	return ss.write(s, in)
}

func (ss *Secrets) write(s *secret, in writeSecretInput) (any, error) {
	if in.Description != nil {
		s.description = *in.Description
	}
	if in.KmsKeyID != "" {
		s.kmsKeyID = in.KmsKeyID
	}
	if in.SecretString == nil {
		s.changed = ss.account.Now()
		return s.written(""), nil
	}
	return ss.putVersion(s, in.ClientRequestToken, *in.SecretString, current)
}

type putSecretValueInput struct {
	SecretID           string
	ClientRequestToken string
	SecretString       string
	VersionStages      []string
}

// putSecretValue adds a version. It is the current version unless the request has other
// stages.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
func (ss *Secrets) putSecretValue(in putSecretValueInput) (any, error) {
	s, err := ss.mustExist(in.SecretID)
	if err != nil {
		return nil, err
	}
	if len(in.VersionStages) == 0 {
		in.VersionStages = []string{current}
	}
	return ss.putVersion(s, in.ClientRequestToken, in.SecretString, in.VersionStages...)
}

func (ss *Secrets) putVersion(s *secret, token, value string, stages ...string) (any, error) {
	switch v := s.version(token); {
	case value == "":
		return nil, refuse("InvalidParameterException", "You must provide a value for SecretString.")
	case len(value) > 65536:
		return nil, refuse("ValidationException", "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536")
	case token == "":
		token = ss.account.UUID()
	case v != nil && v.value != value:
		return nil, refuse("ResourceExistsException", "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s.", token, s.arn)
	case v != nil:
		return s.written(v.id), nil
	}
	s.put(token, value, ss.account.Now(), stages...)
	return s.written(token), nil
}

// written returns the response to a write. An empty version means that the request wrote no
// version.
func (s *secret) written(version string) map[string]any {
	out := map[string]any{"ARN": s.arn, "Name": s.name}
	if version != "" {
		out["VersionId"] = version
		out["VersionStages"] = s.version(version).stages
	}
	return out
}

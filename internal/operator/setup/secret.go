package setup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"sns-dynamics/internal/dynamics/auth"
)

// Fields are the fields of the secret that flags give. An empty field keeps its value in the
// secret. [auth.ParseCredentials] describes the fields.
type Fields struct {
	TenantID, ClientID, ClientSecret, ServiceRootURL, AuthorityHost string
}

// Draft is a secret that is not written yet.
type Draft struct {
	// Credentials are the credentials in the secret.
	Credentials auth.Credentials

	id      string
	value   string
	arn     string // set if isThere
	isThere bool   // the secret has a value
	isSame  bool   // and the value is the same
}

// Written is the result of [Draft.Write].
type Written struct {
	ARN     string `json:"arn"`
	Version string `json:"version"`
	// Outcome is created, updated or unchanged.
	Outcome string `json:"outcome"`
}

// Prepare reads the secret with a name or an ARN, which may not exist, and sets the given
// fields. It keeps other fields of the secret, and writes nothing. The error comes from
// Secrets Manager, or says which field is invalid; it contains no value of the secret.
func Prepare(ctx context.Context, c aws.Config, id string, f Fields) (Draft, error) {
	before, arn, isThere, err := current(ctx, c, id)
	if err != nil {
		return Draft{}, err
	}
	fields := map[string]json.RawMessage{}
	if isThere {
		if err := json.Unmarshal([]byte(before), &fields); err != nil || fields == nil {
			return Draft{}, fmt.Errorf("secret %s holds something else than a JSON object, and is left alone", id)
		}
	}
	merged := maps.Clone(fields)
	same := isThere
	for name, value := range map[string]string{
		"tenantId": f.TenantID, "clientId": f.ClientID, "clientSecret": f.ClientSecret,
		"serviceRootUrl": f.ServiceRootURL, "authorityHost": f.AuthorityHost,
	} {
		var had string
		if value == "" || json.Unmarshal(fields[name], &had) == nil && had == value {
			continue
		}
		same = false
		if merged[name], err = json.Marshal(value); err != nil {
			return Draft{}, err
		}
	}
	value, err := json.Marshal(merged)
	if err != nil {
		return Draft{}, err
	}
	d := Draft{id: id, value: string(value), arn: arn, isThere: isThere, isSame: same}
	if d.Credentials, err = auth.ParseCredentials(value); err != nil {
		return d, &FieldsError{ID: id, IsNew: !isThere, Err: err}
	}
	return d, nil
}

// FieldsError is the error of a secret whose fields make no credentials.
type FieldsError struct {
	ID    string
	IsNew bool // the secret has no value yet: a field comes from a flag alone
	Err   error
}

// Error names the secret and the fields.
func (e *FieldsError) Error() string {
	name := "secret " + e.ID
	if e.IsNew {
		name = "new " + name
	}
	return name + strings.TrimPrefix(e.Err.Error(), "secret")
}

// Unwrap returns the error of [auth.ParseCredentials].
func (e *FieldsError) Unwrap() error { return e.Err }

// current reads the value of the secret. The secret may have no value.
func current(ctx context.Context, c aws.Config, id string) (value, arn string, isThere bool, err error) {
	out, err := secretsmanager.NewFromConfig(c).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		return "", "", false, nil
	}
	if err != nil {
		return "", "", false, fmt.Errorf("read secret %s: %w", id, err)
	}
	if out.SecretString == nil {
		return "", "", false, fmt.Errorf("secret %s holds something else than a JSON object, and is left alone", id)
	}
	return *out.SecretString, aws.ToString(out.ARN), true, nil
}

// Write creates the secret, or a new version of it. A second call changes nothing. The error
// comes from Secrets Manager.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
// and https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
func (d Draft) Write(ctx context.Context, c aws.Config) (Written, error) {
	client := secretsmanager.NewFromConfig(c)
	if d.isSame {
		return Written{ARN: d.arn, Outcome: "unchanged"}, nil
	}
	// Secrets Manager gives an ARN to an existing secret: only its value can be missing.
	if !d.isThere && !strings.HasPrefix(d.id, "arn:") {
		out, err := client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{
			Name: &d.id, SecretString: &d.value,
			Description: aws.String("Dataverse credentials of sns-dynamics"),
		})
		if err == nil {
			return Written{aws.ToString(out.ARN), aws.ToString(out.VersionId), "created"}, nil
		}
		if _, exists := errors.AsType[*types.ResourceExistsException](err); !exists {
			return Written{}, fmt.Errorf("create secret %s: %w", d.id, err)
		}
	}
	out, err := client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: &d.id, SecretString: &d.value})
	if err != nil {
		return Written{}, fmt.Errorf("write secret %s: %w", d.id, err)
	}
	return Written{aws.ToString(out.ARN), aws.ToString(out.VersionId), "updated"}, nil
}

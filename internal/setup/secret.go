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

	"sns-dynamics/internal/dynamics"
)

// Fields are those of the secret that somebody gave; an empty one stays as the
// secret has it. [dynamics.ParseCredentials] says what they mean.
type Fields struct {
	TenantID, ClientID, ClientSecret, ServiceRootURL, AuthorityHost string
}

// Draft is a secret as it is to be written.
type Draft struct {
	// Credentials are those that the secret will hold.
	Credentials dynamics.Credentials

	id      string
	value   string
	arn     string // where isThere
	isThere bool   // the secret has a value by now
	isSame  bool   // and it is this one
}

// Written is what became of a secret.
type Written struct {
	ARN     string `json:"arn"`
	Version string `json:"version"`
	// Outcome is created, updated or unchanged.
	Outcome string `json:"outcome"`
}

// Prepare puts the fields into the secret of that name or ARN, as far as it has a
// value already, and writes nothing. The fields of others in it are kept. The
// error holds nothing of the secret's value.
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
	d.Credentials, err = dynamics.ParseCredentials(value)
	return d, err
}

// current reads the secret's value. There may be none.
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

// Write makes the secret, or a new version of it. Doing it again changes nothing.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
// and https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
func (d Draft) Write(ctx context.Context, c aws.Config) (Written, error) {
	client := secretsmanager.NewFromConfig(c)
	if d.isSame {
		return Written{ARN: d.arn, Outcome: "unchanged"}, nil
	}
	// An ARN is Secrets Manager's to give: what it names may only lack a value.
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

package awsemulator_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"sns-dynamics/internal/awsemulator"
)

func TestSecretVersions(t *testing.T) {
	c := start(t, awsemulator.Options{})
	client := secretsmanager.NewFromConfig(c.Config)
	value := func(id, stage string) string {
		in := &secretsmanager.GetSecretValueInput{SecretId: &id}
		if stage != "" {
			in.VersionStage = &stage
		}
		return *must[*secretsmanager.GetSecretValueOutput](t)(client.GetSecretValue(t.Context(), in)).SecretString
	}
	made := must[*secretsmanager.CreateSecretOutput](t)(client.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{
		Name: aws.String("s/n"), Description: aws.String("d"), SecretString: aws.String("one"), Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}))
	is(t, "arn", *made.ARN, awsemulator.SecretARN("s/n"))
	is(t, "by name", value("s/n", ""), "one")
	is(t, "by arn", value(*made.ARN, "AWSCURRENT"), "one")

	put := &secretsmanager.PutSecretValueInput{SecretId: made.ARN, SecretString: aws.String("two"), ClientRequestToken: aws.String("00000000-0000-4000-8000-000000000002")}
	for range 2 { // the second time nothing changes
		out := must[*secretsmanager.PutSecretValueOutput](t)(client.PutSecretValue(t.Context(), put))
		is(t, "version", *out.VersionId, *put.ClientRequestToken)
	}
	put.SecretString = aws.String("other")
	_, err := client.PutSecretValue(t.Context(), put)
	refused[*types.ResourceExistsException](t, err, "ResourceExistsException")
	is(t, "current", value("s/n", ""), "two")
	is(t, "previous", value("s/n", "AWSPREVIOUS"), "one")

	must[*secretsmanager.UpdateSecretOutput](t)(client.UpdateSecret(t.Context(), &secretsmanager.UpdateSecretInput{SecretId: aws.String("s/n"), SecretString: aws.String("three"), Description: aws.String("e")}))
	is(t, "previous", value("s/n", "AWSPREVIOUS"), "two")
	d := must[*secretsmanager.DescribeSecretOutput](t)(client.DescribeSecret(t.Context(), &secretsmanager.DescribeSecretInput{SecretId: aws.String("s/n")}))
	is(t, "description", *d.Description, "e")
	is(t, "tag", *d.Tags[0].Value, "v")
	is(t, "created", d.CreatedDate.Unix(), c.now.Unix())
	if len(d.VersionIdsToStages) != 2 || !slices.Equal(d.VersionIdsToStages[*put.ClientRequestToken], []string{"AWSPREVIOUS"}) {
		t.Errorf("versions %v", d.VersionIdsToStages)
	}
	v, found := c.Secret("s/n")
	is(t, "value", v, "three")
	is(t, "found", found, true)
}

func TestSecretRefusals(t *testing.T) {
	c := start(t, awsemulator.Options{})
	client, name := secretsmanager.NewFromConfig(c.Config), aws.String("s")
	c.AddSecret("s", "v")
	empty := c.AddSecret("empty", "")
	_, err := client.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: name, SecretString: name})
	refused[*types.ResourceExistsException](t, err, "ResourceExistsException")
	for _, id := range []string{"x", empty, awsemulator.SecretARN("x")} {
		_, err = client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &id})
		refused[*types.ResourceNotFoundException](t, err, "ResourceNotFoundException")
	}
	_, err = client.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: aws.String("x"), SecretString: name})
	refused[*types.ResourceNotFoundException](t, err, "ResourceNotFoundException")
	_, err = client.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: name, SecretString: aws.String("")})
	refused[*types.InvalidParameterException](t, err, "InvalidParameterException")
}

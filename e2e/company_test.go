//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// TestCompany deploys the template with every setting of the network, the keys, the role and
// the publishers, and reads the settings back from each service. A stack of existing topics
// follows. moto has no policies of topics and queues, and CloudFormation of moto loses the keys
// of the log and of the function. TestCompany of package worlds reads the policies and the
// key of the log back from MiniStack.
func TestCompany(t *testing.T) {
	aws := startCloud(t)
	text := func(args ...string) string {
		return strings.TrimSpace(aws.aws(t, append(args, "--output", "text")...))
	}
	aws.aws(t, "s3", "mb", "s3://code-bucket")
	vpc := text("ec2", "create-vpc", "--cidr-block", "10.20.0.0/24", "--query", "Vpc.VpcId")
	subnet := text("ec2", "create-subnet", "--vpc-id", vpc, "--cidr-block", "10.20.0.0/28", "--query", "Subnet.SubnetId")
	group := text("ec2", "create-security-group", "--group-name", "function", "--description", "function", "--vpc-id", vpc, "--query", "GroupId")
	key := text("kms", "create-key", "--query", "KeyMetadata.Arn")
	boundary := text("iam", "create-policy", "--policy-name", "boundary", "--query", "Policy.Arn", "--policy-document",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)
	arguments := []string{"deploy", "CODE_BUCKET=code-bucket", "SECRET_ARN=" + aws.secret(t, struct{}{}), "ARCH=" + machine()}

	command(t, aws.env(), "make", append(arguments, "STACK=company", "PARAMETERS="+strings.Join([]string{
		"SubnetIds=" + subnet, "SecurityGroupIds=" + group, "UseFipsEndpoint=true", "KmsKeyArn=" + key, "TopicKmsKeyId=" + key,
		"SecretKmsKeyArn=" + key, "PermissionsBoundaryArn=" + boundary, "RolePath=/applications/", "RoleName=relay",
		"PublisherAccounts=444455556666,777788889999", "PublisherServices=s3.amazonaws.com,events.amazonaws.com",
		"PublisherOrganizationId=o-a1b2c3d4e5", "MaximumMessageSize=460800",
	}, " "))...)
	ids, _ := stackResources(t, aws, "company")
	for id, tt := range map[string]struct {
		read []string
		want []string
	}{
		"Function":        {[]string{"lambda", "get-function-configuration", "--function-name"}, []string{subnet, group, `"AWS_USE_FIPS_ENDPOINT": "true"`}},
		"FunctionRole":    {[]string{"iam", "get-role", "--role-name"}, []string{boundary, `"Path": "/applications/"`}},
		"Queue":           {[]string{"sqs", "get-queue-attributes", "--attribute-names", "All", "--queue-url"}, []string{key}},
		"DeadLetterQueue": {[]string{"sqs", "get-queue-attributes", "--attribute-names", "All", "--queue-url"}, []string{key}},
		"Topic":           {[]string{"sns", "get-topic-attributes", "--topic-arn"}, []string{key}},
	} {
		got := aws.aws(t, append(tt.read, ids[id])...)
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s has no %s: %s", id, want, got)
			}
		}
	}

	topics := text("sns", "create-topic", "--name", "orders", "--query", "TopicArn") + "," + text("sns", "create-topic", "--name", "people", "--query", "TopicArn")
	command(t, aws.env(), "make", append(arguments, "STACK=existing", "PARAMETERS=Delivery=queued TopicArns="+topics)...)
	_, types := stackResources(t, aws, "existing")
	for id, kind := range types {
		if kind == "AWS::SNS::Topic" || kind == "AWS::SNS::TopicPolicy" {
			t.Errorf("a stack of existing topics makes %s", id)
		}
	}
	// moto makes nothing of AWS::SNS::Subscription.
	for _, id := range []string{"TopicPermission1", "TopicPermission2"} {
		if types[id] == "" {
			t.Errorf("a stack of two existing topics has no %s", id)
		}
	}
	if types["TopicPermission3"] != "" {
		t.Error("a stack of two existing topics has a third permission")
	}
}

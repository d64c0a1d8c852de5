//go:build worlds

package worlds

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestCompany deploys the template with every setting of the network, the keys, the role and
// the publishers, and a message reaches its row with permissions in force. Two stacks of
// existing topics follow. The FIPS endpoints exclude the endpoint of MiniStack, so the last
// deployment sets them without a message.
func TestCompany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.company(t)
	program := filepath.Join(root(t), "dist", "dynctl")
	own := dynctl{program: program, stack: w.deploy(t, "company", w.strip(t, Cuts(nil)), w.parameters(c.parameters()...)...)}
	t.Run("settings", func(t *testing.T) { w.settings(t, own, c) })
	t.Run("aws sns publish", func(t *testing.T) { w.publish(t, own) })
	t.Run("dead letter", func(t *testing.T) { w.deadLetter(t, own) })
	for _, mode := range []string{"direct", "ordered"} {
		t.Run("existing topics, "+mode, func(t *testing.T) { w.existingTopics(t, program, mode) })
	}
	t.Run("rules", func(t *testing.T) { w.rules(t, c) })
	t.Run("FIPS", func(t *testing.T) {
		d := w.deploy(t, "fips", w.strip(t, Cuts(nil)), w.parameters("UseFipsEndpoint=true")...)
		got := w.aws(t, "lambda", "get-function-configuration", "--function-name", d.outputs["FunctionName"])
		if !strings.Contains(got, `"AWS_USE_FIPS_ENDPOINT": "true"`) {
			t.Errorf("the function's configuration is %s", got)
		}
	})
}

// company has the resources that a company makes before it deploys the stack.
type company struct{ subnet, group, key, boundary string }

func (w world) company(t *testing.T) company {
	t.Helper()
	text := func(args ...string) string {
		return strings.TrimSpace(w.aws(t, append(args, "--output", "text")...))
	}
	vpc := text("ec2", "create-vpc", "--cidr-block", "10.20.0.0/24", "--query", "Vpc.VpcId")
	return company{
		subnet: text("ec2", "create-subnet", "--vpc-id", vpc, "--cidr-block", "10.20.0.0/28", "--query", "Subnet.SubnetId"),
		group:  text("ec2", "create-security-group", "--group-name", "function", "--description", "function", "--vpc-id", vpc, "--query", "GroupId"),
		key:    text("kms", "create-key", "--query", "KeyMetadata.Arn"),
		boundary: text("iam", "create-policy", "--policy-name", "boundary", "--query", "Policy.Arn", "--policy-document",
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`),
	}
}

func (c company) parameters() []string {
	return []string{
		"Delivery=queued", "SubnetIds=" + c.subnet, "SecurityGroupIds=" + c.group, "KmsKeyArn=" + c.key,
		"TopicKmsKeyId=" + c.key, "SecretKmsKeyArn=" + c.key, "PermissionsBoundaryArn=" + c.boundary,
		"RolePath=/applications/", "RoleName=relay", "PublisherAccounts=444455556666,777788889999", "PublisherServices=s3.amazonaws.com,events.amazonaws.com",
		"PublisherOrganizationId=o-a1b2c3d4e5", "MaximumMessageSize=460800",
	}
}

// settings reads the settings back from each service. CloudFormation of MiniStack loses some of
// them, which TestCompany of package e2e reads back from moto.
func (w world) settings(t *testing.T, d dynctl, c company) {
	read := func(args ...string) string { return w.aws(t, args...) }
	function := read("lambda", "get-function-configuration", "--function-name", d.outputs["FunctionName"])
	role := d.outputs["FunctionRoleArn"]
	for what, tt := range map[string]struct {
		got  string
		want []string
		lost []string
	}{
		"function": {function, nil, []string{c.subnet, c.group, c.key}},
		"role": {
			read("iam", "get-role", "--role-name", role[strings.LastIndex(role, "/")+1:]),
			[]string{`"Path": "/applications/"`}, []string{c.boundary},
		},
		"queue":             {read("sqs", "get-queue-attributes", "--queue-url", d.outputs["QueueUrl"], "--attribute-names", "All"), []string{c.key}, nil},
		"dead-letter queue": {read("sqs", "get-queue-attributes", "--queue-url", d.outputs["DeadLetterQueueUrl"], "--attribute-names", "All"), []string{c.key}, nil},
		"log":               {read("logs", "describe-log-groups", "--log-group-name-prefix", d.outputs["LogGroupName"]), []string{c.key}, nil},
		"topic": {
			read("sns", "get-topic-attributes", "--topic-arn", d.outputs["TopicArn"]),
			[]string{"444455556666", "777788889999", "s3.amazonaws.com", "events.amazonaws.com", "o-a1b2c3d4e5"}, []string{c.key},
		},
	} {
		for _, want := range tt.want {
			if !strings.Contains(tt.got, want) {
				t.Errorf("%s has no %s: %s", what, want, tt.got)
			}
		}
		for _, lost := range tt.lost {
			if strings.Contains(tt.got, lost) {
				t.Errorf("CloudFormation of MiniStack keeps %s of the %s now: want it", lost, what)
			}
		}
	}
}

// rules wants CloudFormation to refuse parameters that break a rule of the template.
func (w world) rules(t *testing.T, c company) {
	file := w.strip(t, Cuts(nil))
	for given, want := range map[string]string{
		"SubnetIds=" + c.subnet:                   "SubnetIds needs SecurityGroupIds",
		"SecurityGroupIds=" + c.group:             "SecurityGroupIds needs SubnetIds",
		"PublisherServices=s3.amazonaws.com":      "need a customer managed key in TopicKmsKeyId",
		"PublisherOrganizationId=o-a1b2c3d4e5":    "need a customer managed key in TopicKmsKeyId",
		"PublisherAccounts=444455556666,1":        "must be empty or 1 to 50 account IDs",
		"TopicArns=arn:aws:sns:us-east-1:1:topic": "must be empty or the ARNs of 1 to 5 SNS topics",
	} {
		_, said, err := try(t, w.env(), "aws", append([]string{"--endpoint-url", w.endpoint, "cloudformation", "deploy", "--stack-name", "refused",
			"--template-file", file, "--s3-bucket", "code-bucket", "--capabilities", "CAPABILITY_NAMED_IAM", "--parameter-overrides"}, w.parameters(given)...)...)
		if err == nil || !strings.Contains(said, want) {
			t.Errorf("%s: %v, want %q: %s", given, err, want, said)
		}
	}
}

// existingTopics wants the messages of two existing topics to reach their rows.
func (w world) existingTopics(t *testing.T, program, mode string) {
	suffix, attributes := "", []string(nil)
	if mode == "ordered" {
		suffix, attributes = ".fifo", []string{"--attributes", "FifoTopic=true"}
	}
	var topics []string
	for _, name := range []string{"orders", "people"} {
		topics = append(topics, decode[struct{ TopicArn string }](t,
			w.aws(t, append([]string{"sns", "create-topic", "--name", mode + "-" + name + suffix}, attributes...)...)).TopicArn)
	}
	d := dynctl{program: program, stack: w.deploy(t, "existing-"+mode, w.strip(t, Cuts(nil, topics...)), w.parameters("Delivery="+mode, "TopicArns="+strings.Join(topics, ","))...)}
	for i, topic := range topics {
		name := d.name + "-" + string(rune('a'+i))
		arguments := []string{"sns", "publish", "--topic-arn", topic, "--message", contact(name)}
		if suffix != "" {
			arguments = append(arguments, "--message-group-id", "g", "--message-deduplication-id", name)
		}
		w.aws(t, arguments...)
		w.arrives(t, name)
	}
	w.examine(t, d)
}

//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// TestDeploy runs the README's deployment, make deploy, with the real aws CLI
// against moto, and reads the stack back.
func TestDeploy(t *testing.T) {
	aws := startCloud(t)
	aws.aws(t, "s3", "mb", "s3://code-bucket")
	secretARN := decode[struct{ ARN string }](t, aws.aws(t, "secretsmanager", "create-secret",
		"--name", "dynamics", "--secret-string", "{}")).ARN
	arguments := []string{"deploy", "STACK=e2e", "CODE_BUCKET=code-bucket", "SECRET_ARN=" + secretARN, "ARCH=" + machine()}
	command(t, aws.env(), "make", arguments...)

	resources := map[string]string{} // logical id -> physical id
	types := map[string]string{}
	for _, r := range decode[struct {
		StackResources []struct{ LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus string }
	}](t, aws.aws(t, "cloudformation", "describe-stack-resources", "--stack-name", "e2e")).StackResources {
		resources[r.LogicalResourceId], types[r.LogicalResourceId] = r.PhysicalResourceId, r.ResourceType
	}
	for id, want := range map[string]string{
		"Topic": "AWS::SNS::Topic", "Function": "AWS::Lambda::Function", "FunctionRole": "AWS::IAM::Role",
		"FunctionPermission": "AWS::Lambda::Permission", "DeadLetterQueue": "AWS::SQS::Queue",
		"FunctionLogGroup": "AWS::Logs::LogGroup",
	} {
		if types[id] != want {
			t.Errorf("resource %s is a %q, want a %s", id, types[id], want)
		}
	}

	configuration := decode[struct {
		FunctionArn, Runtime, Handler string
		Architectures                 []string
		Timeout                       int
		Environment                   struct{ Variables map[string]string }
	}](t, aws.aws(t, "lambda", "get-function-configuration", "--function-name", resources["Function"]))
	if got := configuration.Environment.Variables["DYNAMICS_SECRET_ARN"]; got != secretARN {
		t.Errorf("DYNAMICS_SECRET_ARN = %q, want %s", got, secretARN)
	}
	if configuration.Runtime != "provided.al2023" || configuration.Handler != "bootstrap" || configuration.Timeout != 150 {
		t.Errorf("function = %+v", configuration)
	}
	policy := aws.aws(t, "lambda", "get-policy", "--function-name", resources["Function"])
	if !strings.Contains(policy, "sns.amazonaws.com") || !strings.Contains(policy, resources["Topic"]) {
		t.Errorf("the function's policy does not let the topic in: %s", policy)
	}
	queue := aws.aws(t, "sqs", "get-queue-attributes", "--queue-url", resources["DeadLetterQueue"], "--attribute-names", "All")
	if !strings.Contains(queue, `"MessageRetentionPeriod": "1209600"`) {
		t.Errorf("the dead-letter queue does not keep messages for 14 days: %s", queue)
	}
	groups := aws.aws(t, "logs", "describe-log-groups", "--log-group-name-prefix", resources["FunctionLogGroup"])
	if !strings.Contains(groups, `"retentionInDays": 30`) {
		t.Errorf("the log is not kept for 30 days: %s", groups)
	}
	role := aws.aws(t, "iam", "get-role-policy", "--role-name", resources["FunctionRole"], "--policy-name", "relay")
	if !strings.Contains(role, secretARN) || !strings.Contains(role, "sqs:SendMessage") || strings.Contains(role, "kms:Decrypt") {
		t.Errorf("the role's policy = %s", role)
	}
	subscribe(t, aws, resources["Topic"], configuration.FunctionArn)

	// The same code and parameters are no change. AWS makes an empty change
	// set of that, by which the CLI ends well; moto refuses to make one.
	_, refusal, err := try(t, aws.env(), "make", arguments...)
	if err == nil || !strings.Contains(refusal, "No updates are to be performed") {
		t.Errorf("a second deployment of the same code: %v\n%s", err, refusal)
	}
	// moto loses the log group in a stack's first update, whatever it updates,
	// and finds it in the second: the first is this one.
	_, refusal, err = try(t, aws.env(), "make", append(arguments, "PARAMETERS=LogLevel=DEBUG")...)
	if err != nil && !strings.Contains(refusal, "undefined resource FunctionLogGroup") {
		t.Errorf("deploy another log level: %v\n%s", err, refusal)
	}
	// New code has a new key, without which a deployment would change nothing.
	before := aws.aws(t, "lambda", "get-function-configuration", "--function-name", resources["Function"])
	command(t, aws.env(), "make", append(arguments, "ARCH="+otherMachine())...)
	after := aws.aws(t, "lambda", "get-function-configuration", "--function-name", resources["Function"])
	if sha := func(text string) string { return decode[struct{ CodeSha256 string }](t, text).CodeSha256 }; sha(before) == sha(after) {
		t.Errorf("new code was not deployed: CodeSha256 is still %s", sha(after))
	}
	command(t, aws.env(), "make", append(arguments, "STACK=e2e-options", "PARAMETERS=LogLevel=DEBUG ReservedConcurrency=5")...)
}

func otherMachine() string {
	if machine() == "arm64" {
		return "x86_64"
	}
	return "arm64"
}

// subscribe makes the subscription with the template's own values, as moto
// makes nothing of AWS::SNS::Subscription and says nothing of it, and checks
// that the topic and the function can be joined by it.
func subscribe(t *testing.T, aws cloud, topicARN, functionARN string) {
	t.Helper()
	list := func() []struct{ Protocol, Endpoint string } {
		return decode[struct {
			Subscriptions []struct{ Protocol, Endpoint string }
		}](t, aws.aws(t, "sns", "list-subscriptions-by-topic", "--topic-arn", topicARN)).Subscriptions
	}
	if n := len(list()); n != 0 {
		t.Errorf("the stack has %d subscriptions: moto has learnt AWS::SNS::Subscription, so drop the one made by hand here", n)
	}
	aws.aws(t, "sns", "subscribe", "--topic-arn", topicARN, "--protocol", "lambda", "--notification-endpoint", functionARN)
	if got := list(); len(got) != 1 || got[0].Protocol != "lambda" || got[0].Endpoint != functionARN {
		t.Errorf("subscriptions = %v, want one of %s", got, functionARN)
	}
}

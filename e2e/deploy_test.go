//go:build e2e

package e2e

import (
	"os"
	"strings"
	"testing"
)

// TestDeploy runs the README's deployment, make deploy, with the real aws CLI
// against moto, and reads the stack back.
func TestDeploy(t *testing.T) {
	aws := startCloud(t)
	aws.aws(t, "s3", "mb", "s3://code-bucket")
	secretARN := aws.secret(t, struct{}{})
	arguments := []string{"deploy", "STACK=e2e", "CODE_BUCKET=code-bucket", "SECRET_ARN=" + secretARN, "ARCH=" + machine()}
	command(t, aws.env(), "make", arguments...)

	resources, types := stackResources(t, aws, "e2e")
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

	// The same code and parameters are no change. AWS makes an empty change set of them,
	// and the CLI succeeds. moto does not compare an uploaded template, and makes an update
	// of it. moto fails at the first updates of a stack, whatever they update. The update
	// with new code succeeds.
	_, refusal, err := try(t, aws.env(), "make", arguments...)
	if err == nil || !isFailureOfFirstUpdate(t, aws, refusal) {
		t.Errorf("a second deployment of the same code: %v\n%s", err, refusal)
	}
	_, refusal, err = try(t, aws.env(), "make", append(arguments, "PARAMETERS=LogLevel=DEBUG")...)
	if err != nil && !isFailureOfFirstUpdate(t, aws, refusal) {
		t.Errorf("deploy another log level: %v\n%s", err, refusal)
	}
	// New code has a new key. Without it, a deployment would change nothing.
	before := aws.aws(t, "lambda", "get-function-configuration", "--function-name", resources["Function"])
	command(t, aws.env(), "make", append(arguments, "ARCH="+otherMachine())...)
	after := aws.aws(t, "lambda", "get-function-configuration", "--function-name", resources["Function"])
	if sha := func(text string) string { return decode[struct{ CodeSha256 string }](t, text).CodeSha256 }; sha(before) == sha(after) {
		t.Errorf("new code was not deployed: CodeSha256 is still %s", sha(after))
	}
	command(t, aws.env(), "make", append(arguments, "STACK=e2e-options", "PARAMETERS=LogLevel=DEBUG ReservedConcurrency=5")...)
	checkDelivery(t, aws, "e2e-options", "Queue", "DeadLetterQueue")
	for delivery, queues := range map[string][2]string{
		"queued": {"Queue", "DeadLetterQueue"}, "ordered": {"OrderedQueue", "OrderedDeadLetterQueue"},
	} {
		command(t, aws.env(), "make", append(arguments, "STACK=e2e-"+delivery, "PARAMETERS=Delivery="+delivery)...)
		checkDelivery(t, aws, "e2e-"+delivery, queues[0], queues[1])
		checkDashboard(t, aws, "e2e-"+delivery)
	}
}

// isFailureOfFirstUpdate reports whether a deployment failed by the known defect
// of moto. At a stack's first update, moto takes each parameter with a default for
// a changed parameter, and updates nearly all resources. It then has lost a
// resource that it cannot update, such as the log group: it reports a reference to
// that resource as undefined, or, if a resource's own update needs it, fails with
// status 500 in parse_and_update_resource of moto/cloudformation/parsing.py.
func isFailureOfFirstUpdate(t *testing.T, aws cloud, refusal string) bool {
	t.Helper()
	if strings.Contains(refusal, "Fn::GetAtt references undefined resource FunctionLogGroup") {
		return true
	}
	log, err := os.ReadFile(aws.log)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(refusal, "500 Internal Server Error") {
		return false
	}
	if strings.Contains(string(log), "in parse_and_update_resource") {
		return true
	}
	t.Logf("the end of moto's log:\n%s", log[max(0, len(log)-4000):])
	return false
}

// stackResources returns the physical ids and the types of a stack's resources
// by their logical ids.
func stackResources(t *testing.T, aws cloud, stack string) (ids, types map[string]string) {
	t.Helper()
	ids, types = map[string]string{}, map[string]string{}
	for _, r := range decode[struct {
		StackResources []struct{ LogicalResourceId, PhysicalResourceId, ResourceType string }
	}](t, aws.aws(t, "cloudformation", "describe-stack-resources", "--stack-name", stack)).StackResources {
		ids[r.LogicalResourceId], types[r.LogicalResourceId] = r.PhysicalResourceId, r.ResourceType
	}
	return ids, types
}

// checkDelivery checks that the stack's queue, and the standard queue beside it, deliver to its
// function, and that it has its dead-letter queue.
func checkDelivery(t *testing.T, aws cloud, stack, queue, deadLetters string) {
	t.Helper()
	resources, _ := stackResources(t, aws, stack)
	attributes := func(id string) map[string]string {
		return decode[struct{ Attributes map[string]string }](t, aws.aws(t, "sqs", "get-queue-attributes",
			"--queue-url", resources[id], "--attribute-names", "All")).Attributes
	}
	work, dead := attributes(queue), attributes(deadLetters)
	if !strings.Contains(work["RedrivePolicy"], dead["QueueArn"]) || work["FifoQueue"] != dead["FifoQueue"] {
		t.Errorf("%s: queue %v does not give up to %v", stack, work, dead)
	}
	mappings := decode[struct {
		EventSourceMappings []struct {
			EventSourceArn        string
			FunctionResponseTypes []string
		}
	}](t, aws.aws(t, "lambda", "list-event-source-mappings", "--function-name", resources["Function"])).EventSourceMappings
	read := map[string]bool{attributes("Queue")["QueueArn"]: true, work["QueueArn"]: true} // the standard queue in each mode
	if len(mappings) != len(read) {
		t.Errorf("%s: mappings = %v, want one for each of %v", stack, mappings, read)
	}
	for _, m := range mappings {
		if !read[m.EventSourceArn] || len(m.FunctionResponseTypes) != 1 {
			t.Errorf("%s: mapping %v, want one of %v with partial failures", stack, m, read)
		}
		delete(read, m.EventSourceArn)
	}
}

func otherMachine() string {
	if machine() == "arm64" {
		return "x86_64"
	}
	return "arm64"
}

// subscribe makes the subscription with the values of the template, because moto silently
// ignores AWS::SNS::Subscription. It checks that the subscription can connect the topic and
// the function.
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

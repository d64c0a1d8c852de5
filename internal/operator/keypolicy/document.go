package keypolicy

import (
	"fmt"
)

// Users are the users of a key besides the account itself.
type Users struct {
	// Topics are the ARNs of the topics that deliver to the queues, and LogGroups the ARNs
	// of the log groups. Both may have wildcards.
	Topics, LogGroups []string
	// Accounts, Services and Organization are publishers to a topic with the key.
	Accounts, Services []string
	Organization       string
}

// UsersOf returns the users of the key of a stack that need not exist yet: its names start
// with the name of the stack. topics are the values of the parameter TopicArns; without them,
// the topic is the stack's own. prefix is the parameter QueueNamePrefix.
func UsersOf(p Place, stack, prefix string, topics []string) Users {
	if len(topics) == 0 {
		topics = []string{p.topic(stack + "-*")}
		if prefix != "" {
			topics = append(topics, p.topic(prefix+"-*"))
		}
	}
	return Users{Topics: topics, LogGroups: []string{
		fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s-FunctionLogGroup-*", p.Partition, p.Region, p.Account, stack),
	}}
}

// sns is the service principal of SNS.
const sns = "sns.amazonaws.com"

// Document is a policy.
type Document struct {
	Version   string
	Statement []Statement
}

// Statement is a statement of a policy that a Document holds.
type Statement struct {
	Sid, Effect string
	Principal   map[string][]string
	Action      []string
	Resource    string
	Condition   map[string]map[string][]string `json:",omitempty"`
}

// New returns the policy of a key for its users. The first statement is the statement of every
// key: the policies of the account decide who administers the key, and allow the function's
// role to use it.
//
// See https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html,
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html and
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
func New(p Place, u Users) Document {
	use := []string{"kms:Decrypt", "kms:GenerateDataKey*"}
	bySNS := map[string][]string{"kms:ViaService": {"sns." + p.Region + "." + p.suffix()}}
	all := []Statement{
		allow("AccountDecides", accounts("arn:"+p.Partition+":iam::"+p.Account+":root"), []string{"kms:*"}, nil),
		allow("SNSDelivers", service(sns), use, conditions{"ArnLike": {"aws:SourceArn": u.Topics}}),
		allow("LogsEncrypt", service(p.logs()), []string{"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"},
			conditions{"ArnLike": {"kms:EncryptionContext:aws:logs:arn": u.LogGroups}}),
	}
	if len(u.Accounts) > 0 {
		var roots []string
		for _, id := range u.Accounts {
			roots = append(roots, "arn:"+p.Partition+":iam::"+id+":root")
		}
		all = append(all, allow("AccountsPublish", accounts(roots...), use, conditions{"StringEquals": bySNS}))
	}
	if len(u.Services) > 0 {
		all = append(all, allow("ServicesPublish", service(u.Services...), use, conditions{"StringEqualsIfExists": {"aws:SourceAccount": {p.Account}}}))
	}
	if u.Organization != "" {
		only := map[string][]string{"aws:PrincipalOrgID": {u.Organization}}
		for key, values := range bySNS {
			only[key] = values
		}
		all = append(all, allow("OrganizationPublishes", accounts("*"), use, conditions{"StringEquals": only}))
	}
	return Document{Version: "2012-10-17", Statement: all}
}

// conditions are values by operator and key.
type conditions = map[string]map[string][]string

// allow returns a statement about the key that has the policy.
func allow(sid string, principal map[string][]string, actions []string, c conditions) Statement {
	return Statement{Sid: sid, Effect: "Allow", Principal: principal, Action: actions, Resource: "*", Condition: c}
}

func accounts(arns ...string) map[string][]string { return map[string][]string{"AWS": arns} }

func service(names ...string) map[string][]string { return map[string][]string{"Service": names} }

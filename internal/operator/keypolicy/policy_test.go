package keypolicy_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/operator/keypolicy"
)

const (
	key   = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	topic = "arn:aws:sns:eu-west-1:111122223333:relay-Topic-0A1B2C"
	group = "arn:aws:logs:eu-west-1:111122223333:log-group:relay-FunctionLogGroup-0A1B2C"
)

var place = keypolicy.Place{Partition: "aws", Region: "eu-west-1", Account: "111122223333"}

// deployed are the users of the key of a stack.
func deployed() keypolicy.Users {
	return keypolicy.Users{Topics: []string{topic}, LogGroups: []string{group}}
}

// policyOf is a policy with a change.
func policyOf(t *testing.T, change func(*keypolicy.Document)) string {
	t.Helper()
	d := keypolicy.New(place, keypolicy.UsersOf(place, "relay", "", nil))
	if change != nil {
		change(&d)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// statement returns the statement with the given Sid.
func statement(d *keypolicy.Document, sid string) *keypolicy.Statement {
	i := slices.IndexFunc(d.Statement, func(s keypolicy.Statement) bool { return s.Sid == sid })
	return &d.Statement[i]
}

// TestNewFitsTheStack: the policy that is printed before the deployment allows the users of
// the deployed stack.
func TestNewFitsTheStack(t *testing.T) {
	for _, tt := range []struct {
		name, prefix string
		topics       []string
		users        keypolicy.Users
	}{
		{"the stack's own topic", "", nil, deployed()},
		{"a FIFO topic", "", nil, keypolicy.Users{Topics: []string{"arn:aws:sns:eu-west-1:111122223333:relay-0a1b2c3d.fifo"}, LogGroups: []string{group}}},
		{"a prefix", "crm", nil, keypolicy.Users{Topics: []string{"arn:aws:sns:eu-west-1:111122223333:crm-0a1b2c3d.fifo"}, LogGroups: []string{group}}},
		{
			"existing topics", "", []string{"arn:aws:sns:eu-west-1:444455556666:a", "arn:aws:sns:eu-west-1:444455556666:b"},
			keypolicy.Users{Topics: []string{"arn:aws:sns:eu-west-1:444455556666:a", "arn:aws:sns:eu-west-1:444455556666:b"}, LogGroups: []string{group}},
		},
	} {
		text, err := json.Marshal(keypolicy.New(place, keypolicy.UsersOf(place, "relay", tt.prefix, tt.topics)))
		if err != nil {
			t.Fatal(err)
		}
		if problems, err := keypolicy.Check(string(text), key, place, tt.users); err != nil || len(problems) > 0 {
			t.Errorf("%s: problems %v, %v", tt.name, problems, err)
		}
	}
}

func TestCheck(t *testing.T) {
	const (
		ofSNS     = "the policy does not allow SNS for the topic " + topic + " kms:Decrypt, kms:GenerateDataKey"
		ofLogs    = "the policy does not allow CloudWatch Logs for the log group " + group + " kms:Decrypt, kms:Encrypt, kms:GenerateDataKey"
		ofAccount = "the policy does not allow the account 111122223333 kms:Decrypt, kms:GenerateDataKey"
		unclear   = "the policy may not allow SNS for the topic " + topic + " kms:Decrypt, kms:GenerateDataKey: it has a condition or a denial that is not evaluated"
	)
	without := func(sid string) func(*keypolicy.Document) {
		return func(d *keypolicy.Document) {
			d.Statement = slices.DeleteFunc(d.Statement, func(s keypolicy.Statement) bool { return s.Sid == sid })
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*keypolicy.Document)
		want   []string
	}{
		{"as printed", nil, nil},
		{"no statement for SNS", without("SNSDelivers"), []string{ofSNS}},
		{"no statement for the log", without("LogsEncrypt"), []string{ofLogs}},
		{"no statement for the account", without("AccountDecides"), []string{ofAccount}},
		{"the topic of another stack", func(d *keypolicy.Document) {
			statement(d, "SNSDelivers").Condition["ArnLike"]["aws:SourceArn"] = []string{"arn:aws:sns:eu-west-1:111122223333:other-*"}
		}, []string{ofSNS}},
		{"another account of the source", func(d *keypolicy.Document) {
			statement(d, "SNSDelivers").Condition = map[string]map[string][]string{"StringEquals": {"AWS:SourceAccount": {"444455556666"}}}
		}, []string{ofSNS}},
		{"this account of the source", func(d *keypolicy.Document) {
			statement(d, "SNSDelivers").Condition = map[string]map[string][]string{"StringEquals": {"AWS:SourceAccount": {"111122223333"}}}
		}, nil},
		{"one action", func(d *keypolicy.Document) { statement(d, "SNSDelivers").Action = []string{"kms:decrypt"} },
			[]string{"the policy does not allow SNS for the topic " + topic + " kms:GenerateDataKey"}},
		{"another resource", func(d *keypolicy.Document) { statement(d, "SNSDelivers").Resource = key + "x" }, []string{ofSNS}},
		{"the key as the resource", func(d *keypolicy.Document) { statement(d, "SNSDelivers").Resource = key }, nil},
		{"a condition of another kind", func(d *keypolicy.Document) {
			statement(d, "SNSDelivers").Condition = map[string]map[string][]string{"Bool": {"aws:SecureTransport": {"true"}}}
		}, []string{unclear}},
		{"a denial of everything", func(d *keypolicy.Document) {
			s := *statement(d, "SNSDelivers")
			s.Sid, s.Effect, s.Condition = "Deny", "Deny", nil
			d.Statement = append(d.Statement, s)
		}, []string{ofSNS}},
		{"a denial that may hold", func(d *keypolicy.Document) {
			s := *statement(d, "SNSDelivers")
			s.Sid, s.Effect, s.Condition = "Deny", "Deny", map[string]map[string][]string{"StringNotEquals": {"aws:SourceOrgID": {"o-a1b2c3d4e5"}}}
			d.Statement = append(d.Statement, s)
		}, []string{unclear}},
		{"a denial of something else", func(d *keypolicy.Document) {
			d.Statement = append(d.Statement, keypolicy.Statement{Effect: "Deny", Principal: map[string][]string{"Service": {"sns.amazonaws.com"}}, Action: []string{"kms:ScheduleKeyDeletion"}, Resource: "*"})
		}, nil},
		{"an account by its id", func(d *keypolicy.Document) {
			statement(d, "AccountDecides").Principal = map[string][]string{"AWS": {"111122223333"}}
		}, nil},
	} {
		problems, err := keypolicy.Check(policyOf(t, tt.change), key, place, deployed())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range problems {
			got = append(got, p.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// A policy in the short spelling of AWS: values that are no lists, and the principal "*".
func TestCheckReadsShortSpelling(t *testing.T) {
	policy := `{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}`
	if problems, err := keypolicy.Check(policy, key, place, deployed()); err != nil || len(problems) > 0 {
		t.Errorf("problems %v, %v", problems, err)
	}
	if _, err := keypolicy.Check("{", key, place, deployed()); err == nil || !strings.Contains(err.Error(), "malformed JSON") {
		t.Errorf("a text that is no JSON: %v", err)
	}
}

// TestPublishers holds the statements of publishers to a topic with the same key.
func TestPublishers(t *testing.T) {
	u := keypolicy.UsersOf(place, "relay", "", nil)
	u.Accounts, u.Services, u.Organization = []string{"444455556666"}, []string{"s3.amazonaws.com"}, "o-a1b2c3d4e5"
	d := keypolicy.New(place, u)
	use := []string{"kms:Decrypt", "kms:GenerateDataKey*"}
	want := []keypolicy.Statement{
		{
			Sid: "AccountsPublish", Effect: "Allow", Principal: map[string][]string{"AWS": {"arn:aws:iam::444455556666:root"}}, Action: use, Resource: "*",
			Condition: map[string]map[string][]string{"StringEquals": {"kms:ViaService": {"sns.eu-west-1.amazonaws.com"}}},
		},
		{
			Sid: "ServicesPublish", Effect: "Allow", Principal: map[string][]string{"Service": {"s3.amazonaws.com"}}, Action: use, Resource: "*",
			Condition: map[string]map[string][]string{"StringEqualsIfExists": {"aws:SourceAccount": {"111122223333"}}},
		},
		{
			Sid: "OrganizationPublishes", Effect: "Allow", Principal: map[string][]string{"AWS": {"*"}}, Action: use, Resource: "*",
			Condition: map[string]map[string][]string{"StringEquals": {"kms:ViaService": {"sns.eu-west-1.amazonaws.com"}, "aws:PrincipalOrgID": {"o-a1b2c3d4e5"}}},
		},
	}
	if diff := cmp.Diff(want, d.Statement[3:]); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
}

func TestPlaceOf(t *testing.T) {
	got, err := keypolicy.PlaceOf("arn:aws-cn:sts::111122223333:assumed-role/operator/session", "cn-north-1")
	if want := (keypolicy.Place{Partition: "aws-cn", Region: "cn-north-1", Account: "111122223333"}); err != nil || got != want {
		t.Errorf("PlaceOf = %+v, %v, want %+v", got, err, want)
	}
	if d := keypolicy.New(got, keypolicy.Users{}); d.Statement[2].Principal["Service"][0] != "logs.cn-north-1.amazonaws.com.cn" {
		t.Errorf("CloudWatch Logs in China is %v", d.Statement[2].Principal)
	}
	if _, err := keypolicy.PlaceOf("me", "eu-west-1"); err == nil {
		t.Error("a text that is no ARN has a place")
	}
}

package keypolicy

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sns-dynamics/internal/operator/iampolicy"
)

// Problem is a user of a key that its policy does not allow.
type Problem struct {
	// User is the user: SNS for a topic, CloudWatch Logs, or the account.
	User string
	// Missing are the actions that no statement allows.
	Missing []string
	// IsUnclear says that a statement might allow them or deny them: it has a part that
	// this package does not evaluate.
	IsUnclear bool
}

// String is one line.
func (p Problem) String() string {
	if p.IsUnclear {
		return fmt.Sprintf("the policy may not allow %s %s: it has a condition or a denial that is not evaluated", p.User, strings.Join(p.Missing, ", "))
	}
	return fmt.Sprintf("the policy does not allow %s %s", p.User, strings.Join(p.Missing, ", "))
}

// Check returns the users of a key that its policy does not allow. The ARNs of the users must
// have no wildcards. It evaluates the principals, actions and conditions that [New] writes,
// and calls a policy with others unclear. The error says that the policy is not readable.
func Check(policy string, keyARN string, p Place, u Users) ([]Problem, error) {
	var d struct{ Statement iampolicy.List[given] }
	if err := json.Unmarshal([]byte(policy), &d); err != nil {
		return nil, errors.New("read the policy of the key: malformed JSON")
	}
	var problems []Problem
	add := func(user string, r request, actions ...string) {
		r.key = keyARN
		found := Problem{User: user}
		for _, action := range actions {
			r.action = action
			if v := decide(d.Statement, r); v != yes {
				found.Missing = append(found.Missing, action)
				found.IsUnclear = found.IsUnclear || v == unclear
			}
		}
		if found.Missing != nil {
			problems = append(problems, found)
		}
	}
	for _, topic := range u.Topics {
		account := ""
		if parts := strings.Split(topic, ":"); len(parts) > 4 {
			account = parts[4]
		}
		add("SNS for the topic "+topic, request{service: sns, context: map[string]string{"aws:sourcearn": topic, "aws:sourceaccount": account}},
			"kms:Decrypt", "kms:GenerateDataKey")
	}
	for _, group := range u.LogGroups {
		add("CloudWatch Logs for the log group "+group, request{service: p.logs(), context: map[string]string{
			"kms:encryptioncontext:aws:logs:arn": group, "aws:sourcearn": group, "aws:sourceaccount": p.Account,
		}}, "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")
	}
	add("the account "+p.Account, request{account: "arn:" + p.Partition + ":iam::" + p.Account + ":root", context: map[string]string{}},
		"kms:Decrypt", "kms:GenerateDataKey")
	return problems, nil
}

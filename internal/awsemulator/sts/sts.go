// Package sts emulates two operations of AWS STS: GetCallerIdentity, and
// GetWebIdentityToken with its issuer.
package sts

import (
	"context"
	"crypto/rsa"
	"sync"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Tokens are the web identity tokens of an account. They are safe for concurrent use.
type Tokens struct {
	account *account.Account

	mu      sync.Mutex
	issuer  string
	enabled bool
	roles   map[string]string // by access key id; "" is any other access key
	key     *rsa.PrivateKey   // made for the first token
}

// New returns the tokens of an account in which outbound federation is off.
func New(a *account.Account) *Tokens {
	return &Tokens{account: a, roles: map[string]string{"": OperatorRole}}
}

// OperatorRole is the role of a caller whose access key has no other role.
const OperatorRole = "arn:aws:iam::" + account.ID + ":role/Operator"

// Protocol returns the protocol of STS.
func Protocol() protocol.Protocol {
	return protocol.Query{Namespace: "https://sts.amazonaws.com/doc/2011-06-15/"}
}

// Operations returns the operations of STS by name.
func (ts *Tokens) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"GetCallerIdentity":   protocol.Concurrent(getCallerIdentity),
		"GetWebIdentityToken": protocol.Concurrent(ts.getWebIdentityToken),
	}
}

// SetRole makes role, an ARN, the role of the callers with an access key; "" stands for
// every access key without a role of its own. GetCallerIdentity does not heed it.
func (ts *Tokens) SetRole(accessKeyID, role string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.roles[accessKeyID] = role
}

// getCallerIdentity returns an assumed role, because most operators have one.
//
// See https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func getCallerIdentity(context.Context, struct{}) (any, error) {
	return struct {
		Arn     string
		UserID  string `xml:"UserId"`
		Account string
	}{"arn:aws:sts::" + account.ID + ":assumed-role/Operator/awstest", "AROAIOSFODNN7EXAMPLE:awstest", account.ID}, nil
}

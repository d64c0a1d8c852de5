package secretsmanager

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"sync"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Secrets are the secrets of an account. They are safe for concurrent use. One call is
// carried out at a time.
type Secrets struct {
	account *account.Account

	mu     sync.Mutex
	byName map[string]*secret
}

// New returns no secrets.
func New(a *account.Account) *Secrets {
	return &Secrets{account: a, byName: map[string]*secret{}}
}

// SecretARN returns the ARN of the secret of a name. Secrets Manager appends six random
// characters to the name; here they are derived from the name.
func SecretARN(name string) string {
	return account.ARN("secretsmanager", fmt.Sprintf("secret:%s-%x", name, sha256.Sum256([]byte(name)))[:len("secret:")+len(name)+1+6])
}

// Protocol returns the protocol of Secrets Manager.
func Protocol() protocol.Protocol { return protocol.JSON{Version: "1.1"} }

// Operations returns the operations of Secrets Manager by name.
func (ss *Secrets) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"GetSecretValue": protocol.Exclusive(&ss.mu, ss.getSecretValue),
		"DescribeSecret": protocol.Exclusive(&ss.mu, ss.describeSecret),
		"CreateSecret":   protocol.Exclusive(&ss.mu, ss.createSecret),
		"PutSecretValue": protocol.Exclusive(&ss.mu, ss.putSecretValue),
		"UpdateSecret":   protocol.Exclusive(&ss.mu, ss.updateSecret),
	}
}

// AddSecret makes a secret with a value and returns its ARN. An empty value makes a
// secret without a version. AddSecret replaces an existing secret of the name.
func (ss *Secrets) AddSecret(name, value string) (secretARN string) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := ss.add(name)
	if value != "" {
		s.put(ss.account.UUID(), value, ss.account.Now(), current)
	}
	return s.arn
}

// Secret returns the current value of the secret of a name or an ARN.
func (ss *Secrets) Secret(id string) (value string, found bool) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := ss.find(id)
	if s == nil {
		return "", false
	}
	v := s.staged(current)
	if v == nil {
		return "", false
	}
	return v.value, true
}

func (ss *Secrets) add(name string) *secret {
	now := ss.account.Now()
	s := &secret{name: name, arn: SecretARN(name), created: now, changed: now}
	ss.byName[name] = s
	return s
}

func (ss *Secrets) find(id string) *secret {
	for _, s := range ss.byName {
		if s.name == id || s.arn == id {
			return s
		}
	}
	return nil
}

// mustExist returns the secret that a request names.
func (ss *Secrets) mustExist(id string) (*secret, error) {
	if s := ss.find(id); s != nil {
		return s, nil
	}
	return nil, refuse("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

func refuse(code, format string, args ...any) *protocol.Error {
	return protocol.Refuse(http.StatusBadRequest, code, format, args...)
}

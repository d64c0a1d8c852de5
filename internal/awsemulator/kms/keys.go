// Package kms emulates the asymmetric signing keys of AWS KMS in memory. It has keys of the
// specification RSA_2048 and no other keys, no policies, no aliases and no grants.
package kms

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"sync"
	"time"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

// Keys are the keys of an account. They are safe for concurrent use.
type Keys struct {
	account *account.Account

	mu    sync.Mutex
	byARN map[string]*key
}

type key struct {
	arn, description string
	created          time.Time
	isDisabled       bool
	private          *rsa.PrivateKey
}

// New returns no keys.
func New(a *account.Account) *Keys { return &Keys{account: a, byARN: map[string]*key{}} }

// Protocol returns the protocol of KMS.
func Protocol() protocol.Protocol { return protocol.JSON{Version: "1.1"} }

// Operations returns the operations of KMS by name.
func (ks *Keys) Operations() map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"CreateKey":    protocol.Exclusive(&ks.mu, ks.createKey),
		"GetPublicKey": protocol.Exclusive(&ks.mu, ks.getPublicKey),
		"Sign":         protocol.Exclusive(&ks.mu, ks.sign),
	}
}

// AddSigningKey makes a key of the specification RSA_2048 and returns its ARN.
func (ks *Keys) AddSigningKey() (keyARN string) {
	ks.mu.Lock()
	defer ks.mu.Unlock()
	return ks.add("").arn
}

// DisableKey disables a key, which then signs nothing.
func (ks *Keys) DisableKey(keyARN string) {
	ks.mu.Lock()
	defer ks.mu.Unlock()
	ks.byARN[keyARN].isDisabled = true
}

func (ks *Keys) add(description string) *key {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the random generator never fails
	}
	k := &key{arn: account.ARN("kms", "key/"+ks.account.UUID()), description: description, created: ks.account.Now(), private: private}
	ks.byARN[k.arn] = k
	return k
}

// find returns a key by its ARN or its id.
func (ks *Keys) find(id string) (*key, error) {
	for _, arn := range []string{id, account.ARN("kms", "key/"+id)} {
		if k := ks.byARN[arn]; k != nil {
			return k, nil
		}
	}
	return nil, protocol.Refuse(http.StatusBadRequest, "NotFoundException", "Key %q does not exist", id)
}

package entra

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// FederatedCredential is a federated identity credential of the application.
//
// See https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
type FederatedCredential struct {
	ID, Name, Issuer, Subject, Audience string
}

// trust holds the credentials of the application, except client secrets. It has
// a lock of its own: a key set is read while other requests go on.
type trust struct {
	mu           sync.Mutex
	client       *http.Client
	federated    []FederatedCredential
	certificates map[string]*x509.Certificate // by x5t#S256
	keys         map[string]map[string]*rsa.PublicKey
	used         map[string]time.Time // the ends of the assertions, by issuer and jti
}

func newTrust(client *http.Client) *trust {
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	return &trust{client: client, certificates: map[string]*x509.Certificate{}, keys: map[string]map[string]*rsa.PublicKey{}, used: map[string]time.Time{}}
}

// maxFederated is the number of federated identity credentials that an application may have.
//
// See https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
const maxFederated = 20

// AddFederatedCredential adds a federated identity credential to the application. It
// returns an error if the application has a credential of that name, or with that issuer
// and subject, or the most credentials that an application may have.
func (n *Server) AddFederatedCredential(c FederatedCredential) error {
	n.trust.mu.Lock()
	defer n.trust.mu.Unlock()
	for _, had := range n.trust.federated {
		if had.Name == c.Name || had.Issuer == c.Issuer && had.Subject == c.Subject {
			return fmt.Errorf("the application has the federated identity credential %s already", had.Name)
		}
	}
	if len(n.trust.federated) >= maxFederated {
		return fmt.Errorf("the application has %d federated identity credentials already", maxFederated)
	}
	n.trust.federated = append(n.trust.federated, c)
	return nil
}

// RemoveFederatedCredentials removes all federated identity credentials.
func (n *Server) RemoveFederatedCredentials() {
	n.trust.mu.Lock()
	defer n.trust.mu.Unlock()
	n.trust.federated = nil
}

// AddCertificate adds a certificate, in DER, to the application. It returns an error if
// the certificate cannot be read or has no RSA key.
func (n *Server) AddCertificate(der []byte) error {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	if _, ok := c.PublicKey.(*rsa.PublicKey); !ok {
		return errors.New("the certificate has no RSA key")
	}
	sum := sha256.Sum256(der)
	n.trust.mu.Lock()
	defer n.trust.mu.Unlock()
	n.trust.certificates[base64.RawURLEncoding.EncodeToString(sum[:])] = c
	return nil
}

// isUsed reports whether an assertion with the id was used before, and remembers the id.
func (t *trust) isUsed(a assertion, now time.Time) bool {
	for id, end := range t.used {
		if now.After(end.Add(clockSkew)) {
			delete(t.used, id)
		}
	}
	id := a.claims.Issuer + " " + a.claims.ID
	_, used := t.used[id]
	t.used[id] = a.claims.end()
	return used
}

package entra

import (
	"crypto/rsa"
	"net/url"
	"slices"
	"strings"
	"time"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// checkAssertion checks the assertion of a token request of the application. tokenURL is
// the address of the token endpoint.
//
// Microsoft does not document the order of the checks, nor what a second use of an
// assertion does. The first is assumed here, the second is not known to the emulator.
func (n *Server) checkAssertion(form url.Values, tokenURL string, now time.Time) *tokenError {
	for _, name := range []string{"client_assertion_type", "client_assertion"} {
		if form.Get(name) == "" {
			return missingParameter(name)
		}
	}
	a, ok := parseAssertion(form.Get("client_assertion"))
	switch {
	case form.Get("client_assertion_type") != assertionType:
		return unknownToEntra("the client_assertion_type " + form.Get("client_assertion_type"))
	case form.Get("client_secret") != "":
		return unknownToEntra("a client secret beside a client assertion")
	case !ok:
		return malformedToken()
	}
	n.trust.mu.Lock()
	defer n.trust.mu.Unlock()
	check := n.trust.checkFederated
	if a.header.Thumbprint != "" || a.header.SHA1 != "" {
		check = n.checkCertificate
	}
	if refusal := check(a, tokenURL, now); refusal != nil {
		return refusal
	}
	switch {
	case a.claims.ID == "":
		return unknownToEntra("a client assertion without a jti")
	case n.trust.isUsed(a, now):
		return unknownToEntra("the second use of a client assertion")
	}
	return nil
}

// checkCertificate checks an assertion that is signed for a certificate.
//
// See https://learn.microsoft.com/entra/identity-platform/certificate-credentials
func (n *Server) checkCertificate(a assertion, tokenURL string, now time.Time) *tokenError {
	certificate := n.trust.certificates[a.header.Thumbprint]
	switch {
	case a.header.Algorithm != "PS256" || a.header.SHA1 != "":
		return unknownToEntra("a certificate's assertion of another form than PS256 with x5t#S256")
	case !strings.EqualFold(a.claims.Issuer, n.app.ClientID) || !strings.EqualFold(a.claims.Subject, n.app.ClientID):
		return wrongAssertedApplication()
	case certificate == nil:
		return wrongSignature("The key was not found.")
	case now.Before(certificate.NotBefore), now.After(certificate.NotAfter):
		return wrongSignature("The key used is expired.")
	case !a.isSignedBy(certificate.PublicKey.(*rsa.PublicKey)):
		return wrongSignature("")
	case a.claims.audience() != tokenURL:
		return wrongAssertedAudience()
	case !a.claims.isCurrent(now):
		return outOfTime(now, a.claims)
	}
	return nil
}

// checkFederated checks the token of another issuer.
//
// See https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
func (t *trust) checkFederated(a assertion, _ string, now time.Time) *tokenError {
	if len(t.federated) == 0 {
		return noFederatedCredential()
	}
	fitting := slices.DeleteFunc(slices.Clone(t.federated), func(c FederatedCredential) bool { return c.Issuer != a.claims.Issuer })
	if len(fitting) == 0 {
		return noFederatedIssuer(a.claims.Issuer)
	}
	spelled := slices.ContainsFunc(fitting, func(c FederatedCredential) bool { return strings.EqualFold(c.Subject, a.claims.Subject) })
	fitting = slices.DeleteFunc(fitting, func(c FederatedCredential) bool { return c.Subject != a.claims.Subject })
	if len(fitting) == 0 && spelled {
		return otherCaseOfSubject(a.claims.Subject)
	}
	if len(fitting) == 0 {
		return noFederatedSubject(a.claims.Subject)
	}
	if !slices.ContainsFunc(fitting, func(c FederatedCredential) bool { return c.Audience == a.claims.audience() }) {
		return noFederatedAudience(a.claims.audience())
	}
	key := t.keys[a.claims.Issuer][a.header.KeyID]
	switch {
	case a.header.Algorithm != "RS256":
		return unknownToEntra("a federated token of the algorithm " + a.header.Algorithm)
	case len(t.keys[a.claims.Issuer]) == 0:
		return unknownToEntra("the key set of the issuer, which it cannot read")
	case key == nil:
		return wrongSignature("The key was not found.")
	case !a.isSignedBy(key):
		return wrongSignature("")
	case !a.claims.isCurrent(now):
		return outOfTime(now, a.claims)
	}
	return nil
}

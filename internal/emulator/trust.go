package emulator

import "sns-dynamics/internal/emulator/entra"

// FederatedCredential is a federated identity credential of the application.
type FederatedCredential = entra.FederatedCredential

// AddFederatedCredential adds a federated identity credential to the application: the token
// endpoint then accepts tokens of its issuer. It returns an error if the application has a
// credential of that name or of that issuer and subject, or 20 credentials.
func (e *Emulator) AddFederatedCredential(c FederatedCredential) error {
	return e.entra.AddFederatedCredential(c)
}

// RemoveFederatedCredentials removes all federated identity credentials.
func (e *Emulator) RemoveFederatedCredentials() { e.entra.RemoveFederatedCredentials() }

// AddCertificate adds a certificate, in DER, to the application. It returns an error if the
// certificate cannot be read or has no RSA key.
func (e *Emulator) AddCertificate(der []byte) error { return e.entra.AddCertificate(der) }

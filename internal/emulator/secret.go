package emulator

import "sns-dynamics/internal/emulator/orderedjson"

// SetSecretString makes value the secret that GetSecretValue returns from now on. Before,
// the secret is a JSON object with tenantId, clientId, clientSecret, serviceRootUrl and
// authorityHost.
func (e *Emulator) SetSecretString(value string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.secret.SetValue(value)
}

// defaultSecret is the secret before [Emulator.SetSecretString]: the connection itself.
func defaultSecret(origin string) string {
	c := ConnectionAt(origin)
	return string(orderedjson.Encode(orderedjson.Object{
		{"tenantId", c.TenantID},
		{"clientId", c.ClientID},
		{"clientSecret", c.ClientSecret},
		{"serviceRootUrl", c.ServiceRootURL},
		{"authorityHost", c.AuthorityHost},
	}))
}

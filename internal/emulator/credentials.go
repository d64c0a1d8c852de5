package emulator

// SetClientSecret makes secret the client secret that the token endpoint accepts from now
// on. The previous secret gets AADSTS7000215.
func (e *Emulator) SetClientSecret(secret string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.secrets.learn(e.entra.Secret()) // redaction must still know the old secret
	e.entra.SetSecret(secret)
}

// ExpireClientSecret makes the token endpoint refuse the right secret with
// AADSTS7000222, until [Emulator.SetClientSecret].
func (e *Emulator) ExpireClientSecret() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entra.ExpireSecret()
}

// RevokeTokens makes the Web API refuse all earlier tokens with 401.
func (e *Emulator) RevokeTokens() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entra.RevokeTokens()
}

package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/emulator"
)

const (
	issuer  = "https://issuer.bench"
	roleARN = "arn:aws:iam::111122223333:role/bench"
	keyARN  = "arn:aws:kms:eu-west-1:111122223333:key/bench"
)

// identity stands in for AWS STS and AWS KMS: it signs web identity tokens and digests. As an
// http.RoundTripper it is the issuer of the tokens.
type identity struct {
	key         *rsa.PrivateKey
	certificate []byte // in DER
	latency     time.Duration
}

func newIdentity(latency time.Duration, now time.Time) (*identity, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bench"}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 0, 1)}
	der, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	return &identity{key, der, latency}, err
}

// trustedBy makes the emulator accept both ways.
func (i *identity) trustedBy(e *emulator.Emulator) error {
	if err := e.AddCertificate(i.certificate); err != nil {
		return err
	}
	return e.AddFederatedCredential(emulator.FederatedCredential{Name: "bench", Issuer: issuer, Subject: roleARN, Audience: "api://AzureADTokenExchange"})
}

func (i *identity) thumbprint() string {
	sum := sha256.Sum256(i.certificate)
	return hex.EncodeToString(sum[:])
}

// serves reports whether a request is for STS or KMS.
func (i *identity) serves(r *http.Request) bool {
	scope := r.Header.Get("Authorization")
	return strings.Contains(scope, "/sts/") || strings.Contains(scope, "/kms/")
}

// ServeHTTP implements http.Handler.
func (i *identity) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a client that left reads no response
	time.Sleep(i.latency)
	if r.Header.Get("X-Amz-Target") == "" {
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprintf(w, "<GetWebIdentityTokenResponse><GetWebIdentityTokenResult><WebIdentityToken>%s</WebIdentityToken></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>", i.token())
		return
	}
	var asked struct{ Message []byte }
	_ = json.Unmarshal(body, &asked)
	signature, err := rsa.SignPSS(rand.Reader, i.key, crypto.SHA256, asked.Message, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(map[string]any{"Signature": signature})
}

func (i *identity) token() string {
	now := time.Now().Unix()
	signed := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + base64.RawURLEncoding.EncodeToString(
		fmt.Appendf(nil, `{"iss":%q,"sub":%q,"aud":"api://AzureADTokenExchange","iat":%d,"exp":%d,"jti":%q}`, issuer, roleARN, now, now+300, rand.Text()))
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err) // the key is long enough
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// RoundTrip implements http.RoundTripper: it returns the documents of the issuer.
func (i *identity) RoundTrip(r *http.Request) (*http.Response, error) {
	body := fmt.Appendf(nil, `{"issuer":%q,"jwks_uri":%q}`, issuer, issuer+"/keys")
	if r.URL.Path == "/keys" {
		body = fmt.Appendf(nil, `{"keys":[{"kty":"RSA","kid":"1","n":%q,"e":"AQAB"}]}`, base64.RawURLEncoding.EncodeToString(i.key.N.Bytes()))
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
}

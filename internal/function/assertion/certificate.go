package assertion

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"sns-dynamics/internal/dynamics/auth"
)

// lifetime is the time in which Microsoft Entra ID accepts an assertion of a certificate.
// The function uses an assertion at once.
const lifetime = 5 * time.Minute

// Certificate makes assertions that a key of AWS KMS signs, for a certificate of the
// application. It is safe for concurrent use.
type Certificate struct {
	client     *kms.Client
	key        string // its ARN
	thumbprint string
	now        func() time.Time
}

// NewCertificate returns the asserter of a certificate. key is the ARN of its key, of the
// specification RSA_2048 or longer and the usage SIGN_VERIFY. thumbprint is the SHA-256 of
// the certificate's DER form, as 64 hexadecimal digits. now is the wall clock; nil means
// time.Now.
func NewCertificate(c aws.Config, key, thumbprint string, now func() time.Time) *Certificate {
	if now == nil {
		now = time.Now
	}
	return &Certificate{kms.NewFromConfig(c), key, thumbprint, now}
}

// Assertion implements [auth.Asserter]. Its audience is the token endpoint, and its id is
// random. The error says that KMS does not sign, or that the thumbprint is malformed.
//
// See https://learn.microsoft.com/entra/identity-platform/certificate-credentials
func (c *Certificate) Assertion(ctx context.Context, of auth.Credentials) (string, error) {
	thumbprint, err := hex.DecodeString(c.thumbprint)
	if err != nil || len(thumbprint) != sha256.Size {
		return "", &auth.AssertionError{Way: auth.WayCertificate, Err: errors.New("sign the assertion: expected the SHA-256 of the certificate as 64 hexadecimal digits")}
	}
	now := c.now().Unix()
	signed := part(struct {
		Algorithm  string `json:"alg"`
		Type       string `json:"typ"`
		Thumbprint string `json:"x5t#S256"`
	}{"PS256", "JWT", base64.RawURLEncoding.EncodeToString(thumbprint)}) + "." + part(struct {
		Audience  string `json:"aud"`
		Issuer    string `json:"iss"`
		Subject   string `json:"sub"`
		ID        string `json:"jti"`
		IssuedAt  int64  `json:"iat"`
		NotBefore int64  `json:"nbf"`
		Expires   int64  `json:"exp"`
	}{of.TokenURL(), of.ClientID, of.ClientID, randomID(), now, now, now + int64(lifetime/time.Second)})
	digest := sha256.Sum256([]byte(signed))
	out, err := c.client.Sign(ctx, &kms.SignInput{
		KeyId: &c.key, Message: digest[:], MessageType: types.MessageTypeDigest, SigningAlgorithm: types.SigningAlgorithmSpecRsassaPssSha256,
	})
	if err != nil {
		return "", failure(auth.WayCertificate, "sign the assertion with key "+c.key, err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(out.Signature), nil
}

// part returns a part of a JSON Web Token. The value is a struct of texts and numbers.
func part(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers marshal without an error
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// randomID returns a random UUID.
func randomID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

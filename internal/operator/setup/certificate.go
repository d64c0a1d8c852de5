package setup

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// Certificate describes a self-signed certificate of a key in AWS KMS.
type Certificate struct {
	// KeyARN is the ARN or the id of a key of the specification RSA_2048 or longer.
	KeyARN     string
	CommonName string
	From, To   time.Time
}

// CreateSigningKey makes a key of the specification RSA_2048 in AWS KMS and returns its
// ARN. The error comes from KMS.
//
// See https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
func CreateSigningKey(ctx context.Context, c aws.Config, description string) (keyARN string, err error) {
	out, err := kms.NewFromConfig(c).CreateKey(ctx, &kms.CreateKeyInput{
		KeySpec: types.KeySpecRsa2048, KeyUsage: types.KeyUsageTypeSignVerify, Description: &description,
	})
	if err != nil {
		return "", fmt.Errorf("create a signing key: %w", err)
	}
	return aws.ToString(out.KeyMetadata.Arn), nil
}

// keyName matches the ARN of a key, and the id of a key or of a multi-Region key.
var keyName = regexp.MustCompile(`^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$`)

// CheckKey returns an error unless a text is the ARN or the id of a key. An alias is no name of
// a key in the policy of the function.
func CheckKey(key string) error {
	if !keyName.MatchString(key) {
		return errors.New("expected the ARN of a key, such as arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
	}
	return nil
}

// ErrNoKey is the error of a key that does not exist.
var ErrNoKey = errors.New("AWS KMS has no such key in this account and region")

// SelfSigned returns the certificate in DER, and the ARN of its key. The key signs the
// certificate in AWS KMS. The error comes from KMS, is [ErrNoKey], or says that the key is no
// RSA key.
//
// See https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
func SelfSigned(ctx context.Context, c aws.Config, of Certificate) (der []byte, keyARN string, err error) {
	client := kms.NewFromConfig(c)
	out, err := client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &of.KeyARN})
	if _, isMissing := errors.AsType[*types.NotFoundException](err); isMissing {
		return nil, "", fmt.Errorf("key %s: %w", of.KeyARN, ErrNoKey)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read the public key of %s: %w", of.KeyARN, err)
	}
	parsed, err := x509.ParsePKIXPublicKey(out.PublicKey)
	public, isRSA := parsed.(*rsa.PublicKey)
	if err != nil || !isRSA {
		return nil, "", fmt.Errorf("key %s: expected an RSA key of the usage SIGN_VERIFY", of.KeyARN)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, "", err
	}
	template := &x509.Certificate{
		SerialNumber: serial.Add(serial, big.NewInt(1)), Subject: pkix.Name{CommonName: of.CommonName}, NotBefore: of.From, NotAfter: of.To,
		SignatureAlgorithm: x509.SHA256WithRSA, KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}
	der, err = x509.CreateCertificate(rand.Reader, template, template, public, signer{ctx, client, of.KeyARN, public})
	return der, aws.ToString(out.KeyId), err
}

// signer signs with a key of AWS KMS.
type signer struct {
	ctx    context.Context
	client *kms.Client
	key    string
	public *rsa.PublicKey
}

// Public implements [crypto.Signer].
func (s signer) Public() crypto.PublicKey { return s.public }

// Sign implements [crypto.Signer] for a SHA-256 and PKCS #1 v1.5. The error comes from KMS.
func (s signer) Sign(_ io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	if _, isPSS := o.(*rsa.PSSOptions); isPSS || o.HashFunc() != crypto.SHA256 {
		return nil, errors.New("expected a signature by PKCS #1 v1.5 of a SHA-256")
	}
	out, err := s.client.Sign(s.ctx, &kms.SignInput{
		KeyId: &s.key, Message: digest, MessageType: types.MessageTypeDigest, SigningAlgorithm: types.SigningAlgorithmSpecRsassaPkcs1V15Sha256,
	})
	if err != nil {
		return nil, fmt.Errorf("sign with key %s: %w", s.key, err)
	}
	return out.Signature, nil
}

package awsemulator_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"sns-dynamics/internal/awsemulator"
)

// TestSign verifies a signature by the public key.
func TestSign(t *testing.T) {
	c := start(t, awsemulator.Options{})
	client := kms.NewFromConfig(c.Config)
	made := must[*kms.CreateKeyOutput](t)(client.CreateKey(t.Context(), &kms.CreateKeyInput{KeySpec: types.KeySpecRsa2048, KeyUsage: types.KeyUsageTypeSignVerify}))
	digest := sha256.Sum256([]byte("x"))
	in := &kms.SignInput{KeyId: made.KeyMetadata.Arn, Message: digest[:], MessageType: types.MessageTypeDigest, SigningAlgorithm: types.SigningAlgorithmSpecRsassaPssSha256}
	out := must[*kms.SignOutput](t)(client.Sign(t.Context(), in))
	public := must[*kms.GetPublicKeyOutput](t)(client.GetPublicKey(t.Context(), &kms.GetPublicKeyInput{KeyId: made.KeyMetadata.KeyId}))
	key := must[any](t)(x509.ParsePKIXPublicKey(public.PublicKey)).(*rsa.PublicKey)
	if err := rsa.VerifyPSS(key, crypto.SHA256, digest[:], out.Signature, nil); err != nil {
		t.Error(err)
	}
	in.SigningAlgorithm = types.SigningAlgorithmSpecRsassaPkcs1V15Sha256
	out = must[*kms.SignOutput](t)(client.Sign(t.Context(), in))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], out.Signature); err != nil {
		t.Error(err)
	}
	in.Message = digest[1:]
	if _, err := client.Sign(t.Context(), in); err == nil || !strings.Contains(err.Error(), "ValidationException") {
		t.Errorf("a short digest: %v", err)
	}
	in.Message = digest[:]
	c.DisableKey(*made.KeyMetadata.Arn)
	_, err := client.Sign(t.Context(), in)
	refused[*types.DisabledException](t, err, "DisabledException")
	_, err = client.GetPublicKey(t.Context(), &kms.GetPublicKeyInput{KeyId: aws.String("arn:aws:kms:eu-west-1:111122223333:key/none")})
	refused[*types.NotFoundException](t, err, "NotFoundException")
}

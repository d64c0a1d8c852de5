package kms

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"net/http"
	"path"

	"sns-dynamics/internal/awsemulator/protocol"
)

type createKeyRequest struct{ Description, KeySpec, KeyUsage string }

// createKey makes a signing key.
//
// See https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
func (ks *Keys) createKey(in createKeyRequest) (any, error) {
	if in.KeySpec != "RSA_2048" || in.KeyUsage != "SIGN_VERIFY" {
		return nil, protocol.NotCovered("a key of the specification %q and the usage %q", in.KeySpec, in.KeyUsage)
	}
	k := ks.add(in.Description)
	return map[string]any{"KeyMetadata": map[string]any{
		"KeyId": path.Base(k.arn), "Arn": k.arn, "Description": k.description, "CreationDate": k.created.Unix(),
		"KeySpec": in.KeySpec, "KeyUsage": in.KeyUsage, "KeyState": "Enabled", "Enabled": true, "SigningAlgorithms": algorithms(),
	}}, nil
}

const (
	pss   = "RSASSA_PSS_SHA_256"
	pkcs1 = "RSASSA_PKCS1_V1_5_SHA_256"
)

// algorithms are the algorithms of a key that the emulator has.
func algorithms() []string { return []string{pkcs1, pss} }

// getPublicKey returns the public key in the form of SubjectPublicKeyInfo.
//
// See https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
func (ks *Keys) getPublicKey(in struct{ KeyId string }) (any, error) {
	k, err := ks.find(in.KeyId)
	if err != nil {
		return nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(&k.private.PublicKey)
	if err != nil {
		panic(err) // an RSA key marshals without an error
	}
	return map[string]any{"KeyId": k.arn, "PublicKey": public, "KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY", "SigningAlgorithms": algorithms()}, nil
}

type signRequest struct {
	KeyId, MessageType, SigningAlgorithm string
	Message                              []byte
}

// sign signs the digest of a message.
//
// See https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
func (ks *Keys) sign(in signRequest) (any, error) {
	k, err := ks.find(in.KeyId)
	switch {
	case err != nil:
		return nil, err
	case k.isDisabled:
		return nil, protocol.Refuse(http.StatusBadRequest, "DisabledException", "%s is disabled.", k.arn)
	case in.MessageType != "DIGEST":
		return nil, protocol.NotCovered("messages of the type %q", in.MessageType)
	case len(in.Message) != sha256.Size:
		return nil, protocol.Refuse(http.StatusBadRequest, "ValidationException", "Digest is invalid length for algorithm %s.", in.SigningAlgorithm)
	}
	var signature []byte
	switch in.SigningAlgorithm {
	case pss:
		signature, err = rsa.SignPSS(rand.Reader, k.private, crypto.SHA256, in.Message, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	case pkcs1:
		signature, err = rsa.SignPKCS1v15(rand.Reader, k.private, crypto.SHA256, in.Message)
	default:
		return nil, protocol.NotCovered("signatures of the algorithm %q", in.SigningAlgorithm)
	}
	if err != nil {
		panic(err) // the digest has the length of the algorithm
	}
	return map[string]any{"KeyId": k.arn, "Signature": signature, "SigningAlgorithm": in.SigningAlgorithm}, nil
}

package setup_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/operator/setup"
)

func TestKeyNames(t *testing.T) {
	const id = "1234abcd-12ab-34cd-56ef-1234567890ab"
	for key, want := range map[string]bool{
		id: true, "mrk-1234abcd12ab34cd56ef1234567890ab": true,
		"arn:aws:kms:eu-west-1:111122223333:key/" + id:            true,
		"arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/" + id: true,
		"banana": false, "alias/sns-dynamics": false, "": false,
		"arn:aws:kms:eu-west-1:111122223333:alias/sns-dynamics":       false,
		"arn:aws:sns:eu-west-1:111122223333:key/" + id:                false,
		"arn:aws:kms:eu-west-1:111122223333:key/" + id + "\nContents": false,
	} {
		if err := setup.CheckKey(key); (err == nil) != want {
			t.Errorf("%q: %v, want a key: %v", key, err, want)
		}
	}
}

// The certificate of a key that its id names has the ARN that the deployment needs.
func TestSelfSignedKey(t *testing.T) {
	c := awsemulator.StartTest(t, awsemulator.Options{})
	arn := c.AddSigningKey()
	of := setup.Certificate{KeyARN: arn[strings.LastIndex(arn, "/")+1:], CommonName: "sns-dynamics", From: time.Unix(1, 0), To: time.Unix(2, 0)}
	if _, got, err := setup.SelfSigned(t.Context(), c.Config(), of); err != nil || got != arn {
		t.Errorf("key %q, %v, want %q", got, err, arn)
	}
	of.KeyARN = arn + "0"
	if _, _, err := setup.SelfSigned(t.Context(), c.Config(), of); !errors.Is(err, setup.ErrNoKey) {
		t.Errorf("%v, want %v", err, setup.ErrNoKey)
	}
}

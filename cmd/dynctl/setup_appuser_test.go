package main

import (
	"errors"
	"net"
	"testing"

	"sns-dynamics/internal/dynamics"
)

func TestNoSuchHost(t *testing.T) {
	err := &dynamics.Error{Op: "look up root business unit", Err: &net.DNSError{Err: "no such host", Name: "org.example", IsNotFound: true}}
	for name, got := range map[string]error{
		"check --org, or serviceRootUrl in the secret: there may be no such host": ofAppUser(err, true),
		"check --org: there may be no such host":                                  ofOwnSecret(&failure{err: err}),
	} {
		if f, ok := errors.AsType[*failure](got); !ok || len(f.actions) == 0 || f.actions[0] != name {
			t.Errorf("%+v, want the action %q", got, name)
		}
	}
}

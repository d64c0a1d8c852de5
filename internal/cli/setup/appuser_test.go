package setup

import (
	"errors"
	"net"
	"testing"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/webapi"
)

func TestNoSuchHost(t *testing.T) {
	err := &dynamics.Error{Op: "look up root business unit", Err: &net.DNSError{Err: "no such host", Name: "org.example", IsNotFound: true}}
	for want, got := range map[string]error{
		"check --org, or serviceRootUrl and authorityHost in the secret: there may be no host org.example": appUserFailure(err, webapi.Root{}, true),
		"check --org and --authority: there may be no host org.example":                                    withoutOwnAdvice(&cli.Failure{Err: err}),
	} {
		if f, ok := errors.AsType[*cli.Failure](got); !ok || len(f.Actions) == 0 || f.Actions[0] != want {
			t.Errorf("%+v, want the action %q", got, want)
		}
	}
}

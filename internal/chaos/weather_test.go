package chaos

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// span is how long messages are published.
const span = 12 * time.Hour

// weather is what befalls everybody for a while, by the time since the start.
type weather struct{ start time.Time }

func (w weather) during(from, to time.Duration) bool {
	since := time.Since(w.start)
	return since >= from && since < to
}

const (
	outageFrom, outageTo   = 2 * time.Hour, 4 * time.Hour
	sqsFrom, sqsTo         = 3 * time.Hour, 3*time.Hour + 8*time.Minute
	userFrom, userTo       = 5 * time.Hour, 5*time.Hour + 30*time.Minute
	rolesFrom              = 5*time.Hour + 20*time.Minute
	expiredFrom, expiredTo = 6 * time.Hour, 6*time.Hour + 40*time.Minute
	slowFrom, slowTo       = 8 * time.Hour, 8*time.Hour + 20*time.Minute
	exportFrom, exportTo   = 10 * time.Hour, 10*time.Hour + time.Minute // much at once, in fair weather
	serviceDown            = "outage of two hours"
	queuesDown             = "SQS down for eight minutes"
	noUser                 = "application user missing, then created"
	noRoles                = "application user without roles"
	slow                   = "twenty minutes of stalls"
)

// overDataverse is what the weather does to a request to Dataverse.
func (w weather) overDataverse(d *rand.Rand) (f fault, bad bool) {
	switch {
	case w.during(outageFrom, outageTo):
		f = outage(d)
	case w.during(slowFrom, slowTo) && d.IntN(3) == 0:
		f = fault{kind: slow, silent: true, stall: true, after: d.IntN(2) == 0}
	default:
		return fault{}, false
	}
	return f, true
}

// outage is one of the faces of a service in maintenance.
func outage(d *rand.Rand) fault {
	f := page(serviceDown, http.StatusServiceUnavailable)
	f.silent = true
	switch n := d.IntN(20); {
	case n < 7:
		f = fault{kind: serviceDown, refuse: true}
	case n < 10:
		f = answers(serviceDown, http.StatusServiceUnavailable, "", "600")
	case n == 10:
		f = page(serviceDown, http.StatusBadGateway)
		f.silent = true
	}
	return f
}

// overSignIn is what the weather does to a request for a token.
func (w weather) overSignIn(d *rand.Rand) (f fault, bad bool) {
	if w.during(outageFrom, outageTo) && d.IntN(2) == 0 {
		return page(serviceDown, http.StatusServiceUnavailable), true
	}
	return fault{}, false
}

// forecast enters what changes in the services themselves.
func (w *world) forecast() {
	w.reenrol()
	for at := 25 * time.Minute; at < span; at += 25 * time.Minute {
		w.after(at, w.emulator.RevokeTokens)
	}
	// A rotation reaches the token endpoint first, and the secret later.
	for i, at := range []time.Duration{time.Hour, 4*time.Hour + 30*time.Minute, 7 * time.Hour, 9 * time.Hour, 11 * time.Hour} {
		lag := time.Duration(w.dice("lag", i).IntN(600)) * time.Second
		w.after(at, func() {
			w.rotate()
			w.emulator.RevokeTokens()
		})
		w.after(at+lag, w.publishSecret)
	}
	w.after(expiredFrom, func() {
		w.emulator.ExpireClientSecret()
		w.emulator.RevokeTokens()
	})
	w.after(expiredTo, func() {
		w.rotate()
		w.publishSecret()
	})
}

// rotate gives the application another client secret.
func (w *world) rotate() {
	w.secret++
	w.emulator.SetClientSecret(w.clientSecret())
}

func (w *world) clientSecret() string { return fmt.Sprintf("%s-secret-%d", token, w.secret) }

// publishSecret puts the client secret where the function reads it.
func (w *world) publishSecret() {
	w.readable = w.secret
	c := dynamicstest.ConnectionAt(origin)
	c.ClientSecret = w.clientSecret()
	text, _ := json.Marshal(c) // strings only
	w.emulator.SetSecretString(string(text))
}

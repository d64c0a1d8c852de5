package chaos

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"sns-dynamics/internal/emulator"
)

// span is the time in which messages are published.
const span = 12 * time.Hour

// outages are the failures that affect all requests for some time, by the time since the
// start.
type outages struct{ start time.Time }

func (w outages) during(from, to time.Duration) bool {
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
	exportFrom, exportTo   = 10 * time.Hour, 10*time.Hour + time.Minute // many messages at once, without an outage
	serviceDown            = "outage of two hours"
	queuesDown             = "SQS down for eight minutes"
	noUser                 = "application user missing, then created"
	noRoles                = "application user without roles"
	slow                   = "twenty minutes of stalls"
)

// dataverseFault returns the fault of a request to Dataverse during an outage.
func (w outages) dataverseFault(d *rand.Rand) (f fault, bad bool) {
	switch {
	case w.during(outageFrom, outageTo):
		f = outageFault(d)
	case w.during(slowFrom, slowTo) && d.IntN(3) == 0:
		f = fault{kind: slow, silent: true, stall: true, after: d.IntN(2) == 0}
	default:
		return fault{}, false
	}
	return f, true
}

// outageFault returns one of the responses of a service in maintenance.
func outageFault(d *rand.Rand) fault {
	f := page(serviceDown, http.StatusServiceUnavailable)
	f.silent = true
	switch n := d.IntN(20); {
	case n < 7:
		f = fault{kind: serviceDown, refuse: true}
	case n < 10:
		f = errorResponse(serviceDown, http.StatusServiceUnavailable, "", "600")
	case n == 10:
		f = page(serviceDown, http.StatusBadGateway)
		f.silent = true
	}
	return f
}

// signInFault returns the fault of a token request during an outage.
func (w outages) signInFault(d *rand.Rand) (f fault, bad bool) {
	if w.during(outageFrom, outageTo) && d.IntN(2) == 0 {
		return page(serviceDown, http.StatusServiceUnavailable), true
	}
	return fault{}, false
}

// scheduleOutages schedules the changes in the services themselves.
func (w *simulation) scheduleOutages() {
	w.scheduleAppUser()
	for at := 25 * time.Minute; at < span; at += 25 * time.Minute {
		w.after(at, w.emulator.RevokeTokens)
	}
	// A rotated secret reaches the token endpoint first, and Secrets Manager later.
	for i, at := range []time.Duration{time.Hour, 4*time.Hour + 30*time.Minute, 7 * time.Hour, 9 * time.Hour, 11 * time.Hour} {
		lag := time.Duration(w.random("lag", i).IntN(600)) * time.Second
		w.after(at, func() {
			w.rotateSecret()
			w.emulator.RevokeTokens()
		})
		w.after(at+lag, w.publishSecret)
	}
	w.after(expiredFrom, func() {
		w.emulator.ExpireClientSecret()
		w.emulator.RevokeTokens()
	})
	w.after(expiredTo, func() {
		w.rotateSecret()
		w.publishSecret()
	})
}

// rotateSecret gives the application another client secret.
func (w *simulation) rotateSecret() {
	w.secret++
	w.emulator.SetClientSecret(w.clientSecret())
}

func (w *simulation) clientSecret() string { return fmt.Sprintf("%s-secret-%d", token, w.secret) }

// publishSecret writes the client secret to Secrets Manager.
func (w *simulation) publishSecret() {
	w.readable = w.secret
	c := emulator.ConnectionAt(origin)
	c.ClientSecret = w.clientSecret()
	text, _ := json.Marshal(c) // strings only
	w.emulator.SetSecretString(string(text))
}

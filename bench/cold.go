package main

import (
	"fmt"
	"path/filepath"
	"time"

	"sns-dynamics/internal/emulator"
)

// application returns the environment of a function without a stored secret.
func application(e *emulatorProcess) []string {
	return []string{
		"DYNAMICS_SECRET_ARN=", "DYNAMICS_TENANT_ID=" + emulator.TenantID, "DYNAMICS_CLIENT_ID=" + emulator.ClientID,
		"DYNAMICS_SERVICE_ROOT_URL=" + e.Root, "DYNAMICS_AUTHORITY_HOST=" + e.Authority,
		"AWS_ENDPOINT_URL_STS=" + e.Secrets, "AWS_ENDPOINT_URL_KMS=" + e.Secrets,
	}
}

// cold compares the time from the start of the process to the end of the first invocation.
// The functions take turns. Our function reads the secret, or makes an assertion, and signs in
// first. The bare
// function has its token in its environment.
func (b *bench) cold(latency time.Duration) error {
	if err := b.coldAt("cold start", latency, 0); err != nil || latency == 0 {
		return err
	}
	// Over a distance, the handshake of TCP and the handshake of TLS 1.3 take one round
	// trip each.
	return b.coldAt("cold start, handshakes delayed too", latency, 2*latency)
}

func (b *bench) coldAt(name string, latency, connecting time.Duration) error {
	e, err := startDistant(b.dir, latency, connecting, "")
	if err != nil {
		return err
	}
	defer e.stop()
	ca, o := filepath.Join(b.dir, caFile), order(0)
	request := o.single(e.Root)
	event := snsEvent(o)
	routes, err := b.writeRoutes()
	if err != nil {
		return err
	}
	ways := []struct {
		who, binary string
		event       []byte
		environment []string
	}{
		{ours, "bootstrap", event, nil},
		{"aws-lambda-go", "bare-lambda", event, []string{"URL=" + request.url, "TOKEN=" + e.Token, "BODY=" + string(request.body)}},
		{ours + ", federation", "bootstrap", event, application(e)},
		{ours + ", certificate", "bootstrap", event, append(application(e), "DYNAMICS_CERTIFICATE_KEY_ARN="+keyARN, "DYNAMICS_CERTIFICATE_THUMBPRINT="+e.Thumbprint)},
		{withRoutes, "bootstrap", snsEventOf(placed(o)), []string{"ROUTES=" + routes}},
	}
	rounds := either(b.quick, 15, 41)
	times := make([][]float64, len(ways))
	for round := range rounds + 2 { // the first two read the binaries from the disk
		for i, w := range ways {
			// Each process has its own Runtime API: the last request of a killed process
			// would take the event of the next process.
			api, err := newRuntimeAPI()
			if err != nil {
				return err
			}
			begun := time.Now()
			p, err := api.start(b.binary(w.binary), ca, e, w.environment...)
			if err != nil {
				return err
			}
			err = p.invoke(w.event)
			took := time.Since(begun)
			log := p.end()
			api.close()
			if err != nil {
				return fmt.Errorf("%s: %w: %.500s", w.who, err, log)
			}
			if round >= 2 {
				times[i] = append(times[i], float64(took.Microseconds())/1000)
			}
		}
	}
	for i, w := range ways {
		l := result{Name: name, Who: w.who, LatencyMS: int(latency.Milliseconds()), Unit: "ms", Note: quartiles(times[i])}
		b.add(l.measured(times[i]))
	}
	b.progress("%s, %v: %.1f ms with a secret, %.1f ms federated, %.1f ms with a certificate, %.1f ms with routes, and %.1f ms", name, latency,
		median(times[0]), median(times[2]), median(times[3]), median(times[4]), median(times[1]))
	return nil
}

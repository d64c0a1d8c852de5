package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/setup"
)

func newSetupConsentURL(a *app) *cobra.Command {
	var f identityFlags
	var redirectURI string
	var listen bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "consent-url",
		Short: "Print the URL by which an administrator consents to the application",
		Long: "Prints the URL that an administrator of the tenant opens in a browser to consent\n" +
			"to the application. With --listen it waits for the browser to come back to the\n" +
			"redirect URI, which then has to be a loopback address, and says whether consent\n" +
			"was granted.",
		Args: takesNothing,
		RunE: a.command(func(ctx context.Context, _ []string) (answer, error) {
			c, err := f.consent(redirectURI)
			if err != nil {
				return answer{}, err
			}
			data := consentData{URL: c.URL(), State: c.State}
			if !listen {
				return answer{data: data, text: data.write}, nil
			}
			data.Verdict, err = a.awaitConsent(ctx, c, data, timeout)
			return answer{data: data, text: func(w io.Writer) error {
				if data.Verdict == nil || !data.Verdict.Granted {
					return nil
				}
				_, err := fmt.Fprintln(w, "Consent was granted. Next: dynctl setup app-user.")
				return err
			}}, err
		}),
	}
	f.register(cmd, "tenant", "client-id", "org")
	cmd.Flags().StringVar(&redirectURI, "redirect-uri", "https://localhost/", "redirect `URI`, as the app registration has it")
	cmd.Flags().BoolVar(&listen, "listen", false, "wait for the browser on the redirect URI")
	cmd.Flags().DurationVar(&timeout, "timeout", 10*time.Minute, "how long to wait for the browser")
	return cmd
}

type consentData struct {
	URL     string         `json:"url"`
	State   string         `json:"state"`
	Verdict *setup.Verdict `json:"verdict,omitempty"` // with --listen
}

func (d consentData) write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s\n\nstate: %s\nThe browser ends on the redirect URI: consent was granted if its address has\n"+
		"admin_consent=True and this state. Next: dynctl setup app-user.\n", d.URL, d.State)
	return err
}

func (f identityFlags) consent(redirectURI string) (setup.Consent, error) {
	for _, flag := range []struct{ name, value string }{{"tenant", f.tenant}, {"client-id", f.clientID}, {"org", f.org}} {
		if flag.value == "" {
			return setup.Consent{}, usagef("give --%s", flag.name)
		}
	}
	root, err := parseOrg(f.org)
	if err != nil {
		return setup.Consent{}, err
	}
	if !dynamics.IsGUID(f.clientID) {
		return setup.Consent{}, usagef("--client-id: expected a GUID, the application (client) id of the app registration")
	}
	if !dynamics.IsTenant(f.tenant) {
		return setup.Consent{}, usagef("--tenant: expected a GUID or a domain name")
	}
	if err := setup.CheckRedirectURI(redirectURI); err != nil {
		return setup.Consent{}, usage(err)
	}
	return setup.Consent{TenantID: f.tenant, ClientID: f.clientID, Root: root, RedirectURI: redirectURI, State: rand.Text()}, nil
}

// awaitConsent prints the URL at once, as somebody has to open it: on stderr where
// stdout is for one object at the end.
func (a *app) awaitConsent(ctx context.Context, c setup.Consent, d consentData, timeout time.Duration) (*setup.Verdict, error) {
	l, err := setup.Listen(c)
	if err != nil {
		return nil, failf("choose a redirect URI whose port is free, and register it", "%w", err)
	}
	defer l.Close()
	w := a.stdout
	if a.asJSON {
		w = a.stderr
	}
	fmt.Fprintf(w, "Open this as an administrator of the tenant:\n\n%s\n\nstate: %s\nWaiting for the browser on %s for %v.\n", d.URL, d.State, c.RedirectURI, timeout)
	wait, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	v, err := l.Wait(wait)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, failf("run it again, and open the URL", "no browser came back within %v", timeout)
	case errors.Is(err, setup.ErrState):
		return nil, failf("run it again, and open the URL that it prints then", "consent: %w", err)
	case err != nil:
		return nil, err
	case !v.Granted:
		return &v, &failure{
			exit: exitPermission, code: "permission", err: fmt.Errorf("consent was not granted: %s %s", v.Error, v.Description),
			actions: []string{"sign in as a Privileged Role Administrator or Global Administrator, and accept"},
		}
	}
	return &v, nil
}

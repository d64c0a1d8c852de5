package setup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/operator/setup"
)

func newConsentURL(a *cli.App) *cobra.Command {
	var f identityFlags
	var redirectURI string
	var listen bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "consent-url",
		Short: "Print the URL where an administrator consents to the application",
		Long: "Prints the URL that an administrator of the tenant opens in a browser to consent\n" +
			"to the application. With --listen it waits until the browser opens the redirect\n" +
			"URI, which must be a loopback address, and says whether consent was granted.",
		Example: "  dynctl setup consent-url --tenant contoso.example --client-id c1ea7000-0000-4000-8000-00000000c1d1 --org org.crm4.dynamics.com",
		Args:    cli.NoArgs,
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) {
			c, err := f.consent(redirectURI)
			if err != nil {
				return cli.Result{}, err
			}
			appUser := "dynctl setup app-user --token-stdin --client-id " + cli.ShellWord(f.clientID) + " --org " + cli.ShellWord(f.org) + " --table TABLE"
			data := consentData{URL: c.URL(), State: c.State, appUser: appUser}
			if !listen {
				return cli.Result{Data: data, Text: data.write}, nil
			}
			data.Verdict, err = awaitConsent(ctx, a, c, data, timeout)
			return cli.Result{Data: data, Text: func(w io.Writer) error {
				if data.Verdict == nil || !data.Verdict.Granted {
					return nil
				}
				fmt.Fprintln(w, "Consent was granted.")
				return cli.WriteAction(w, "next: ", appUser)
			}}, err
		}),
	}
	f.register(cmd, "tenant", "client-id", "org")
	cmd.Flags().StringVar(&redirectURI, "redirect-uri", "https://localhost/", "redirect `URI` of the app registration")
	cmd.Flags().BoolVar(&listen, "listen", false, "wait for the browser on the redirect URI")
	cmd.Flags().DurationVar(&timeout, "timeout", 10*time.Minute, "how long to wait for the browser")
	return cmd
}

type consentData struct {
	URL     string         `json:"url"`
	State   string         `json:"state"`
	Verdict *setup.Verdict `json:"verdict,omitempty"` // with --listen

	appUser string // the next command
}

func (d consentData) write(w io.Writer) error {
	fmt.Fprintf(w, "%s\n\nstate: %s\nIn the end the browser opens the redirect URI: consent was granted if the address has\n"+
		"admin_consent=True and this state.\n", d.URL, d.State)
	return cli.WriteAction(w, "next: ", d.appUser)
}

func (f identityFlags) consent(redirectURI string) (setup.Consent, error) {
	if err := f.checkAll(); err != nil {
		return setup.Consent{}, err
	}
	root, err := parseOrg(f.org)
	if err != nil {
		return setup.Consent{}, err
	}
	if err := setup.CheckRedirectURI(redirectURI); err != nil {
		return setup.Consent{}, cli.Usage(err)
	}
	return setup.Consent{TenantID: f.tenant, ClientID: f.clientID, Root: root, RedirectURI: redirectURI, State: rand.Text()}, nil
}

// checkAll returns the usage error of flags that are missing or wrong.
func (f identityFlags) checkAll() error {
	var missing []string
	for _, flag := range []struct{ name, value string }{{"tenant", f.tenant}, {"client-id", f.clientID}, {"org", f.org}} {
		if flag.value == "" {
			missing = append(missing, "--"+flag.name)
		}
	}
	if last := len(missing) - 1; last > 0 {
		return cli.Usagef("give %s and %s", strings.Join(missing[:last], ", "), missing[last])
	}
	if len(missing) == 1 {
		return cli.Usagef("give %s", missing[0])
	}
	return f.checkValues()
}

// waitingTime returns a duration in words: "10 minutes".
func waitingTime(d time.Duration) string {
	switch {
	case d >= time.Minute && d%time.Minute == 0:
		return cli.Plural(int(d/time.Minute), "minute")
	case d >= time.Second && d%time.Second == 0:
		return cli.Plural(int(d/time.Second), "second")
	}
	return d.String()
}

// awaitConsent prints the URL at once, because a person must open it, and waits for the
// browser. With --json it prints to stderr, because stdout is for one object at the end.
//
// The error comes from ctx, or is the failure of a consent that did not come or was denied.
func awaitConsent(ctx context.Context, a *cli.App, c setup.Consent, d consentData, timeout time.Duration) (*setup.Verdict, error) {
	l, err := setup.Listen(c)
	if err != nil {
		return nil, cli.Failed("choose a redirect URI whose port is free, and register it", "%w", err)
	}
	defer l.Close()
	w := a.Stdout
	if a.JSON {
		w = a.Stderr
	}
	fmt.Fprintf(w, "Open this as an administrator of the tenant:\n\n%s\n\nstate: %s\nWaiting for the browser on %s for %s.\n", d.URL, d.State, c.RedirectURI, waitingTime(timeout))
	wait, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	v, err := l.Wait(wait)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, cli.Failed("run the same command again, and open the URL", "no browser opened the redirect URI within %s", waitingTime(timeout))
	case errors.Is(err, setup.ErrState):
		return nil, cli.Failed("run the same command again, and open its new URL", "consent: %w", err)
	case err != nil:
		return nil, err
	case !v.Granted:
		return &v, cli.Permission(fmt.Errorf("consent was not granted: %s %s", v.Error, v.Description),
			"sign in as a Privileged Role Administrator or Global Administrator, and accept")
	}
	return &v, nil
}

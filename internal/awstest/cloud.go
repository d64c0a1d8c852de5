package awstest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Options are the choices of [Start]; the zero value is usable.
type Options struct {
	// Now is the clock of timestamps, visibility timeouts, retention and
	// deduplication; nil means time.Now. A test that gives a time to the Cloud
	// must set it.
	Now func() time.Time
	// PageSize bounds the items of a page, below what AWS would give, so that a
	// few items make several pages; 0 means as many as AWS would give.
	PageSize int
}

// Cloud is one account of AWS in one region, on a loopback address. It is safe
// for concurrent use; calls are carried out one at a time, each wholly or not
// at all, but for the handlers of Lambda functions, which run side by side.
type Cloud struct {
	now      func() time.Time
	wall     bool // now is the wall clock
	pageSize int
	services map[Service]service
	http     *http.Server
	url      string
	done     chan struct{}

	mu          sync.Mutex
	serial      int
	calls       []Call
	notCovered  []string
	hook        func(c Call, done bool) (goOn bool)
	faults      []Fault
	entryFaults []EntryFault
	stacks      map[string]*stack        // by name
	topics      map[string]*topic        // by ARN
	queues      map[string]*queue        // by URL
	secrets     map[string]*secret       // by name
	functions   map[string]*Function     // by name
	groups      map[string][]logEvent    // by name
	alarms      map[string]Alarm         // by name
	subscribers map[string]*subscription // by ARN
}

// Start listens on a free port of 127.0.0.1 and serves until [Cloud.Close].
// The account is empty at first.
func Start(o Options) (*Cloud, error) {
	wall := o.Now == nil
	if wall {
		o.Now = time.Now
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("awstest: %w", err)
	}
	c := &Cloud{
		now: o.Now, wall: wall, pageSize: o.PageSize, services: services(),
		url: "http://" + l.Addr().String(), done: make(chan struct{}),
		stacks: map[string]*stack{}, topics: map[string]*topic{}, queues: map[string]*queue{}, secrets: map[string]*secret{},
		functions: map[string]*Function{}, groups: map[string][]logEvent{}, alarms: map[string]Alarm{}, subscribers: map[string]*subscription{},
	}
	c.http = &http.Server{Handler: http.HandlerFunc(c.serveHTTP), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(c.done)
		c.http.Serve(l) // returns when Close closes the listener
	}()
	return c, nil
}

// URL returns where the services are: http, a loopback address and a port.
func (c *Cloud) URL() string { return c.url }

// Close stops listening, closes every connection and waits for the server to
// be gone. Its error names what the callers asked for and the package does not
// cover, so that a test that checks it cannot miss that.
func (c *Cloud) Close() error {
	err := c.http.Close()
	<-c.done
	if missed := c.NotCovered(); len(missed) > 0 {
		err = errors.Join(err, fmt.Errorf("awstest: not covered: %s", strings.Join(missed, "; ")))
	}
	return err
}

// Config returns what a client of the SDK needs to reach the services.
func (c *Cloud) Config() aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(c.url),
		HTTPClient:   plainClient{&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: accessKeyID, SecretAccessKey: secretAccessKey, Source: "awstest"}, nil
		}),
	}
}

// Env returns the environment variables, as name=value, that lead any tool of
// AWS to the services, and keep it from the credentials of whoever runs the test.
func (c *Cloud) Env() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + c.url,
		"AWS_REGION=" + Region,
		"AWS_ACCESS_KEY_ID=" + accessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + secretAccessKey,
		"AWS_SESSION_TOKEN=",
		"AWS_PROFILE=",
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
	}
}

// maxBody bounds what is read of a request, well above any of AWS's limits.
const maxBody = 32 << 20

func (c *Cloud) serveHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return // the client went away in the middle of its request
	}
	c.serve(r, body).write(w)
}

// id returns a new id that looks like a random UUID. It is the same in every
// run, so that output which shows it can be compared.
func (c *Cloud) id() string {
	c.serial++
	h := sha256.Sum256(fmt.Appendf(nil, "awstest %d", c.serial))
	h[6], h[8] = h[6]&0x0f|0x40, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

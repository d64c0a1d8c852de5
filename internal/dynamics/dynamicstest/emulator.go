package dynamicstest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options are the choices of [New] and [Start]; the zero value is usable.
type Options struct {
	// Schema holds the tables, relationships, actions and seed rows as JSON,
	// in the form schema.go describes; nil means the embedded schema.json.
	Schema []byte
	// State holds the rows that there are from the start, as [Emulator.Save] of
	// an emulator with the same tables wrote them; nil means the schema's.
	State []byte
	// Now is the clock of timestamps and token expiry; nil means time.Now.
	Now func() time.Time
	// KeepRequests bounds how many requests [Emulator.Requests] remembers, the
	// latest; 0 means all of them, and less than 0 none.
	KeepRequests int
	// Latency is how long every answer is kept back, once the request is
	// applied; 0 means not at all. Requests wait beside one another.
	Latency time.Duration
	// Limits are the service protection limits; nil means that there are none.
	Limits *Limits
	// Around makes the handler that [Start] serves of the emulator, as for a page
	// beside it; nil serves the emulator alone.
	Around func(*Emulator) http.Handler
	// Elastic says what elastic tables do where Microsoft leaves it open, or where
	// they do it now and then.
	Elastic Elastic
	// DOPHint is the degree of parallelism that every answer of the Web API
	// recommends in x-ms-dop-hint; with 0 that of WhoAmI alone does, and says 4.
	DOPHint int
	// TLS makes [Start] serve HTTPS, under a certificate authority that is
	// made for the occasion; see [Server.CertificateAuthority].
	TLS bool
}

// Emulator answers for Dataverse, for the token endpoint of Microsoft Entra ID
// and for AWS Secrets Manager. It is an [http.Handler], safe for concurrent
// use; requests are applied one at a time, each wholly or not at all, but for
// what Dataverse does in part: $batch, and many rows of an elastic table.
type Emulator struct {
	now          func() time.Time
	schema       *schema
	keepRequests int
	latency      time.Duration
	dopHint      int
	limits       *Limits
	elastic      Elastic

	mu         sync.Mutex
	store      *store
	principals principals
	entra      entra
	uploads    map[string]*upload // by session token
	late       late
	secret     string // what GetSecretValue answers; "" means the connection itself
	requests   []Request
	faults     []Fault
	switches   map[string]int    // of named faults, how many are left
	usages     map[string]*usage // by client id
	observer   func(context.Context, Observation)
	secrets    secrets
}

// New returns an emulator with the rows its schema seeds. It fails only for a
// schema that does not hold together, and with a [*StateError].
func New(o Options) (*Emulator, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	sc, err := loadSchema(o.Schema)
	if err != nil {
		return nil, fmt.Errorf("dynamicstest: schema: %w", err)
	}
	st, err := seed(sc, o.Now())
	if err != nil {
		return nil, fmt.Errorf("dynamicstest: seed: %w", err)
	}
	if o.State != nil {
		if st, err = loadState(sc, o.State, st); err != nil {
			return nil, &StateError{err}
		}
	}
	if o.Limits != nil {
		o.Limits = o.Limits.withDefaults()
	}
	return &Emulator{
		limits: o.Limits, now: o.Now, schema: sc, keepRequests: o.KeepRequests, latency: o.Latency, dopHint: o.DOPHint,
		elastic: o.Elastic, late: late{}, uploads: map[string]*upload{}, store: st, entra: entra{secret: ClientSecret, tokens: map[string]issue{}},
	}, nil
}

// maxBody bounds what is read of a request, well above any row.
const maxBody = 32 << 20

// ServeHTTP answers one request of any of the three services.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(io.LimitReader(r.Body, maxBody+1), r.ContentLength)
	if err != nil {
		return // the client went away in the middle of its request
	}
	a := e.serve(r, body)
	err = e.wait(r.Context())
	e.finish(a)
	if err != nil {
		panic(http.ErrAbortHandler) // or net/http would answer for us
	}
	a.write(w, r)
}

// readBody makes room at once for a body whose length is known.
func readBody(r io.Reader, length int64) ([]byte, error) {
	if length <= 0 || length > maxBody {
		return io.ReadAll(r)
	}
	body := make([]byte, length)
	_, err := io.ReadFull(r, body)
	return body, err
}

// wait keeps an answer back for as long as Options.Latency says, or until the
// client gives up.
func (e *Emulator) wait(ctx context.Context) error {
	if e.latency <= 0 {
		return nil
	}
	timer := time.NewTimer(e.latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *Emulator) serve(r *http.Request, body []byte) answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	service := serviceOf(r)
	fault, genuine, faulted := e.faultOf(service, r)
	var a answer
	switch {
	case faulted && !fault.After && !fault.Truncate:
	case len(body) > maxBody:
		a = answer{status: http.StatusRequestEntityTooLarge, header: http.Header{}}
	case service == Entra:
		a = e.entra.answer(r, body, e.now())
	case service == SecretsManager:
		a = e.secretsManager(r, body)
	default:
		a = e.dataverse(r, body)
	}
	if faulted {
		if genuine != nil {
			*genuine = a.status
		}
		entry := a.entry
		a = fault.answer(a)
		a.entry = entry
	}
	a.stamp(service)
	if service == Dataverse && e.dopHint > 0 {
		a.header.Set("x-ms-dop-hint", strconv.Itoa(e.dopHint))
	}
	if e.keepRequests >= 0 {
		e.record(newRecord(service, r, body, a))
	}
	e.tell(service, r, body, a, faulted)
	return a
}

// serviceOf tells the services apart on their one listener: the Web API is
// under /api, AWS posts to the root, and the rest belongs to Entra.
func serviceOf(r *http.Request) Service {
	switch {
	case r.URL.Path == "/":
		return SecretsManager
	case strings.Contains(r.URL.Path, "/oauth2/"), strings.HasSuffix(r.URL.Path, discoveryPath):
		return Entra
	}
	return Dataverse
}

package emulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sns-dynamics/internal/emulator/entra"
	"sns-dynamics/internal/emulator/fault"
	"sns-dynamics/internal/emulator/limits"
	"sns-dynamics/internal/emulator/metadata"
	"sns-dynamics/internal/emulator/operation"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/secretsmanager"
	"sns-dynamics/internal/emulator/security"
	"sns-dynamics/internal/emulator/store"
	"sns-dynamics/internal/emulator/webapi"
)

// Options are the choices of [New] and [Start]; the zero value is usable.
type Options struct {
	// Schema holds the tables, relationships, actions and seed rows as JSON,
	// in the form of [schema.Schema]; nil means the embedded schema.json.
	Schema []byte
	// State holds the rows at the start, as [Emulator.Save] wrote them for an emulator with
	// the same tables; nil means the rows of the schema.
	State []byte
	// Now is the clock of timestamps and token expiry; nil means time.Now.
	Now func() time.Time
	// KeepRequests is the number of requests that [Emulator.Requests] remembers, the latest
	// ones; 0 means all requests, and less than 0 no request.
	KeepRequests int
	// Latency is the delay of every response after the emulator has applied the request; 0
	// means no delay. Requests wait at the same time.
	Latency time.Duration
	// Limits are the service protection limits; nil means no limits.
	Limits *Limits
	// Around makes the handler that [Start] serves from the emulator, such as a handler
	// that also serves a page; nil serves the emulator alone.
	Around func(*Emulator) http.Handler
	// Elastic has the behaviour of elastic tables where the documents do not decide.
	Elastic Elastic
	// DOPHint is the degree of parallelism that every response of the Web API recommends in
	// x-ms-dop-hint. With 0 only the response of WhoAmI has the header, with the value 4.
	DOPHint int
	// AuthorityHost is the scheme and host of the token endpoint, which is the audience of
	// a certificate's assertion; empty means the origin of the Web API.
	AuthorityHost string
	// Issuers reads the key sets of the issuers of federated tokens; nil means a client
	// that waits 10 seconds at most.
	Issuers *http.Client
	// TLS makes [Start] serve HTTPS, with a new certificate authority; see
	// [Server.CertificateAuthority].
	TLS bool
}

// Emulator emulates Dataverse, the token endpoint of Microsoft Entra ID and AWS Secrets
// Manager. It is an [http.Handler] and safe for concurrent use. It applies one request at a
// time, wholly or not at all. As in Dataverse, two requests may be applied in part: $batch,
// and many rows of an elastic table.
type Emulator struct {
	now          func() time.Time
	schema       *schema.Schema
	keepRequests int
	latency      time.Duration
	dopHint      int

	mu        sync.Mutex
	store     *store.Store
	dataverse *webapi.Handler
	entra     *entra.Server
	secret    *secretsmanager.Server
	requests  []Request
	faults    *fault.Queue
	observer  func(context.Context, Observation)
	secrets   secrets
}

// New returns an emulator with the rows of its schema or of its state. The error is a
// [*StateError], or says what is wrong with the schema.
func New(o Options) (*Emulator, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	sc, err := schema.Load(o.Schema, operation.IsBuiltIn)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	st, err := store.Seed(sc, o.Now(), ApplicationUserID)
	if err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	if o.State != nil {
		if st, err = store.Load(sc, o.State, st); err != nil {
			return nil, err
		}
	}
	var meter *limits.Meter
	if o.Limits != nil {
		meter = limits.NewMeter(*o.Limits)
	}
	tokens := entra.New(TenantID, entra.Application{ClientID: ClientID, Secret: ClientSecret}, entra.Application{ClientID: AdminClientID, Secret: AdminClientSecret}, o.AuthorityHost, o.Issuers)
	faults := fault.New(tokens.RevokeTokens)
	return &Emulator{
		now: o.Now, schema: sc, keepRequests: o.KeepRequests, latency: o.Latency, dopHint: o.DOPHint, store: st,
		entra: tokens, faults: faults, secret: secretsmanager.New(SecretARN, SecretName, defaultSecret),
		dataverse: webapi.New(webapi.Handler{
			Schema: sc, Store: st, Security: &security.Directory{Schema: sc, Store: st}, Metadata: metadata.New(sc, operation.Describe(sc)),
			Elastic: o.Elastic, Now: o.Now, TenantID: TenantID, Authenticate: tokens.Authenticated, Admit: meter.Serve,
			InnerFault: func(batch *http.Request, method, target string) (fault.Fault, bool) {
				return faults.Operation(batch, method, sc.IsElastic(target), o.Now)
			},
			CommitFault: func() (fault.Fault, bool) { return faults.Commit(o.Now) },
		}),
	}, nil
}

// maxBody limits the bytes of a request that are read. It is far above the size of any row.
const maxBody = 32 << 20

// ServeHTTP serves one request of any of the three services.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(io.LimitReader(r.Body, maxBody+1), r.ContentLength)
	if err != nil {
		return // the client closed the connection before the end of its request
	}
	a := e.serve(r, body)
	err = e.wait(r.Context())
	e.finish(a)
	if err != nil {
		panic(http.ErrAbortHandler) // without the panic net/http would send a response
	}
	a.Write(w, r)
}

// readBody allocates the memory at once for a body whose length is known.
func readBody(r io.Reader, length int64) ([]byte, error) {
	if length <= 0 || length > maxBody {
		return io.ReadAll(r)
	}
	body := make([]byte, length)
	_, err := io.ReadFull(r, body)
	return body, err
}

// wait delays a response for Options.Latency, or until the client closes the connection.
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

// finish counts the request towards the limits, once the wait for its response is over.
func (e *Emulator) finish(a response.Response) {
	if a.Done == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	a.Done(e.now())
}

func (e *Emulator) serve(r *http.Request, body []byte) response.Response {
	service := serviceOf(r)
	if service == response.Entra {
		e.entra.LoadKeys(r.Context(), body)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	fault, genuine, faulted := e.faults.Request(r, service, service == response.Dataverse && e.schema.IsElastic(r.URL.Path), e.now)
	var a response.Response
	switch {
	case faulted && !fault.After && !fault.Truncate:
	case len(body) > maxBody:
		a = response.Response{Status: http.StatusRequestEntityTooLarge, Header: http.Header{}}
	case service == response.Entra:
		a = e.entra.Serve(r, body, e.now())
	case service == response.SecretsManager:
		a = e.secret.Serve(r, body, e.now())
	default:
		a = e.dataverse.Serve(r, body)
	}
	if faulted {
		if genuine != nil {
			*genuine = a.Status
		}
		done := a.Done
		a = fault.Apply(a)
		a.Done = done
	}
	a.Stamp(service)
	if service == response.Dataverse && e.dopHint > 0 {
		a.Header.Set("x-ms-dop-hint", strconv.Itoa(e.dopHint))
	}
	if e.keepRequests >= 0 {
		e.record(newRecord(service, r, body, a))
	}
	e.tell(service, r, body, a, faulted)
	return a
}

// serviceOf returns the service of a request. All services share one listener: AWS posts to
// the root, Entra has its own paths, and other paths belong to the Web API.
func serviceOf(r *http.Request) Service {
	switch {
	case r.URL.Path == "/":
		return response.SecretsManager
	case entra.ServesPath(r.URL.Path):
		return response.Entra
	}
	return response.Dataverse
}

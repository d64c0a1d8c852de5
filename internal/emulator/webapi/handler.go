// Package webapi serves requests to the Dataverse Web API.
package webapi

import (
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/emulator/bulkdelete"
	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/fault"
	"sns-dynamics/internal/emulator/metadata"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/operation"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/query"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/security"
	"sns-dynamics/internal/emulator/store"
)

// Handler serves requests to the Web API. It is not safe for concurrent use.
type Handler struct {
	Schema   *schema.Schema
	Store    *store.Store
	Security *security.Directory
	Metadata *metadata.Service
	Elastic  Elastic
	Now      func() time.Time
	TenantID string // the tenant in the challenge to a client without a token
	// Authenticate returns the application of the token in the Authorization header.
	Authenticate func(header string, now time.Time) (clientID string, ok bool)
	// Admit runs serve for the request of an application, or refuses the request.
	Admit func(clientID string, now time.Time, serve func() response.Response) response.Response
	// InnerFault returns the fault that an operation of a $batch meets.
	InnerFault func(batch *http.Request, method, target string) (f fault.Fault, found bool)
	// CommitFault returns the fault that the commit of a change set meets.
	CommitFault func() (f fault.Fault, found bool)

	uploads map[string]*upload // by session token
	late    store.Late
}

// New returns a handler with the exported fields of h.
func New(h Handler) *Handler {
	h.uploads, h.late = map[string]*upload{}, store.Late{}
	return &h
}

// request is one request to the Web API with its session.
type request struct {
	*odata.Request
	*engine.Session
	handler *Handler
}

// scope is where an operation stands: alone, in a $batch, or in a change set. For declared
// see engine.Session.
type scope struct {
	declared  map[string]string
	changeSet bool
}

// Serve serves a request to the Web API. A page of another origin may send requests, and may
// read the responses.
func (h *Handler) Serve(r *http.Request, body []byte) response.Response {
	if isPreflight(r) {
		return preflight(r)
	}
	return share(r, h.serve(r, body))
}

func (h *Handler) serve(r *http.Request, body []byte) response.Response {
	clientID, authenticated := h.Authenticate(r.Header.Get("Authorization"), h.Now())
	if !authenticated {
		return h.unauthenticated(r)
	}
	return h.Admit(clientID, h.Now(), func() response.Response { return h.admitted(r, body, clientID) })
}

// admitted serves a request within the limits. It first does the work whose time has come.
func (h *Handler) admitted(r *http.Request, body []byte, clientID string) response.Response {
	h.Store.Begin()
	h.Store.ActivateKeys(h.Schema, h.Now())
	bulkdelete.RunDue(h.Schema, h.Store, h.Security, h.Now())
	if version, segments, err := odata.ParsePath(r.URL.EscapedPath()); err == nil && segments[0] == (odata.Segment{Name: "$batch"}) {
		return h.batch(r, body, clientID, version, segments)
	}
	h.Store.Begin()
	return h.operation(r, body, clientID, scope{})
}

// operation serves one operation: a request, or a part of a $batch. A refused operation
// changes nothing in the store.
func (h *Handler) operation(r *http.Request, body []byte, clientID string, in scope) response.Response {
	mark := h.Store.Mark()
	prefer, err := odata.ParsePreferences(r.Header)
	var a response.Response
	if err == nil {
		a, err = h.operate(r, body, prefer, clientID, in)
	}
	if err != nil {
		h.Store.RollBackTo(mark)
		return response.Failure(err, prefer.WantsDetails())
	}
	if h.Elastic.Late && r.Method != http.MethodGet {
		h.late.Note(h.Store, mark)
	}
	if prefer.Annotations != "" && a.Status < http.StatusMultipleChoices {
		a.Header.Add("Preference-Applied", prefer.Applied())
	}
	return a
}

// unauthenticated tells the client where to get a token, as Dataverse does.
func (h *Handler) unauthenticated(r *http.Request) response.Response {
	origin := odata.Origin(r)
	a := response.Failure(odata.Refuse(http.StatusUnauthorized, "0x80044302", "The request is not authenticated."), false)
	a.Header.Set("WWW-Authenticate", "Bearer authorization_uri="+origin+"/"+h.TenantID+"/oauth2/authorize, resource_id="+origin+"/")
	return a
}

func (h *Handler) operate(r *http.Request, body []byte, prefer odata.Preferences, clientID string, in scope) (response.Response, error) {
	version, segments, err := odata.ParsePath(r.URL.EscapedPath())
	if err != nil {
		return response.Response{}, err
	}
	c := h.request(odata.NewRequest(r, body, version), in)
	c.Preferences = prefer
	if err := odata.CheckHeaders(r, body); err != nil {
		return response.Response{}, err
	}
	if c.Query, err = odata.ParseQuery(r.URL.RawQuery); err != nil {
		return response.Response{}, err
	}
	if c.Identity, err = h.Security.Identify(clientID, c.Header); err != nil {
		return response.Response{}, err
	}
	if err := c.CheckBypass(c.Header); err != nil {
		return response.Response{}, err
	}
	return c.route(segments)
}

func (h *Handler) request(r *odata.Request, in scope) *request {
	return &request{r, &engine.Session{
		Schema: h.Schema, Store: h.Store, Now: h.Now().UTC(), URIBase: r.Endpoint, Precondition: r.Conditions,
		DetectDuplicates: strings.EqualFold(r.Header.Get("MSCRM.SuppressDuplicateDetection"), "false"), Declared: in.declared, InChangeSet: in.changeSet,
	}, h}
}

// operations runs functions and actions for the request.
func (c *request) operations() *operation.Invocation {
	return &operation.Invocation{Request: c.Request, Session: c.Session}
}

// definitionRequest returns the request as a request for metadata.
func (c *request) definitionRequest() metadata.Request {
	return c.handler.Metadata.Request(c.Request, c.Identity)
}

func (c *request) mayRead(t *schema.Table) error { return c.Need(schema.VerbRead, t) }

// selection reads the query options that choose rows and columns.
func (c *request) selection(t *schema.Table) (query.Selection, error) {
	return query.Reader{Store: c.Store, Now: c.Now, MayRead: c.mayRead}.Selection(t, c.Query)
}

// render writes a row in the form that the client asks for. An empty context is left out.
func (c *request) render(r *store.Row, sel query.Selection, context string) orderedjson.Object {
	return query.Renderer{Store: c.Store, Annotated: c.Preferences.Annotations != "", Wanted: c.Preferences.Wanted}.Render(r, sel, context)
}

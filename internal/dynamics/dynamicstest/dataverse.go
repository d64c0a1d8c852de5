package dynamicstest

import (
	"net/http"
	"slices"
	"time"
)

// call is one request to the Web API on its way through the emulator.
type call struct {
	schema     *schema
	store      *store
	principals *principals
	uploads    map[string]*upload // by session token
	elastic    Elastic
	late       late
	now        time.Time

	method string
	header http.Header
	body   []byte
	origin string
	root   string // the service root URL, of the version that was called
	target string // the request URI

	query  query
	prefer preferences
	when   conditions

	// declared holds the URIs of the rows of a change set by the Content-ID of
	// the operations before. It is nil outside of $batch.
	declared map[string]string

	clientID string // of the application that signed in

	app  *principal // the application user
	user *principal // the user it acts for, or itself
}

// dataverse answers a request to the Web API.
func (e *Emulator) dataverse(r *http.Request, body []byte) answer {
	clientID, authenticated := e.entra.authenticated(r.Header.Get("Authorization"), e.now())
	if !authenticated {
		return unauthenticated(r)
	}
	return e.limited(clientID, func() answer { return e.admitted(r, body, clientID) })
}

// admitted answers a request that is within the limits.
func (e *Emulator) admitted(r *http.Request, body []byte, clientID string) answer {
	if version, segments, err := parsePath(r.URL.EscapedPath()); err == nil && segments[0] == (segment{name: "$batch"}) {
		return e.batch(r, body, clientID, version, segments)
	}
	e.store.begin()
	return e.operation(r, body, clientID, nil)
}

// operation answers one operation, a request or a part of one in $batch. One
// that is refused leaves no trace in the store. See call for declared.
func (e *Emulator) operation(r *http.Request, body []byte, clientID string, declared map[string]string) answer {
	mark := e.store.mark()
	prefer, err := parsePreferences(r.Header)
	var a answer
	if err == nil {
		a, err = e.operate(r, body, prefer, clientID, declared)
	}
	if err != nil {
		e.store.rollbackTo(mark)
		return errorAnswer(err, prefer.detailed())
	}
	if e.elastic.Late && r.Method != http.MethodGet {
		e.late.note(e.store, mark)
	}
	if prefer.annotations != "" && a.status < http.StatusMultipleChoices {
		a.header.Add("Preference-Applied", prefer.applied())
	}
	return a
}

// unauthenticated tells the client where to get a token, as Dataverse does.
func unauthenticated(r *http.Request) answer {
	origin := originOf(r)
	a := errorAnswer(refuse(http.StatusUnauthorized, "0x80044302", "The request is not authenticated."), false)
	a.header.Set("WWW-Authenticate", "Bearer authorization_uri="+origin+"/"+TenantID+"/oauth2/authorize, resource_id="+origin+"/")
	return a
}

func (e *Emulator) operate(r *http.Request, body []byte, prefer preferences, clientID string, declared map[string]string) (answer, error) {
	version, segments, err := parsePath(r.URL.EscapedPath())
	if err != nil {
		return answer{}, err
	}
	c := e.call(r, body, clientID, version)
	c.prefer, c.declared = prefer, declared
	if err := checkHeaders(r, body); err != nil {
		return answer{}, err
	}
	if c.query, err = parseQuery(r.URL.RawQuery); err != nil {
		return answer{}, err
	}
	c.query.now = c.now
	if err := c.identify(); err != nil {
		return answer{}, err
	}
	if err := c.checkBypass(); err != nil {
		return answer{}, err
	}
	return c.route(segments)
}

func (e *Emulator) call(r *http.Request, body []byte, clientID, version string) *call {
	origin := originOf(r)
	return &call{
		schema: e.schema, store: e.store, principals: &e.principals, uploads: e.uploads, elastic: e.elastic, late: e.late, now: e.now().UTC(),
		method: r.Method, header: r.Header, body: body, origin: origin,
		root: origin + "/api/data/" + version + "/", target: origin + r.URL.RequestURI(),
		when: parseConditions(r.Header), clientID: clientID,
	}
}

// unknownSegment refuses a name that leads nowhere: as Dataverse does, unless
// it is a name that Dataverse has and the emulator does not cover.
func (c *call) unknownSegment(name string) error {
	if slices.Contains(c.schema.NotCovered, name) {
		return notKnown("%s", name)
	}
	return noSuchSegment(name)
}

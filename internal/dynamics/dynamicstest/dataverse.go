package dynamicstest

import (
	"net/http"
	"slices"
	"time"
)

// call is one request to the Web API on its way through the emulator.
type call struct {
	schema *schema
	store  *store
	now    time.Time

	method string
	header http.Header
	body   []byte
	origin string
	root   string // the service root URL, of the version that was called
	target string // the request URI

	query  query
	prefer preferences
	when   conditions

	app  *principal // the application user
	user *principal // the user it acts for, or itself
}

// dataverse answers a request to the Web API. A request that is refused
// leaves no trace in the store.
func (e *Emulator) dataverse(r *http.Request, body []byte) answer {
	prefer, err := parsePreferences(r.Header)
	clientID, authenticated := e.entra.authenticated(r.Header.Get("Authorization"), e.now())
	if !authenticated {
		return unauthenticated(r)
	}
	var a answer
	if err == nil {
		e.store.begin()
		if a, err = e.operate(r, body, prefer, clientID); err != nil {
			e.store.rollback()
		}
	}
	if err != nil {
		return errorAnswer(err, prefer.detailed())
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

func (e *Emulator) operate(r *http.Request, body []byte, prefer preferences, clientID string) (answer, error) {
	version, segments, err := parsePath(r.URL.EscapedPath())
	if err != nil {
		return answer{}, err
	}
	c := &call{
		schema: e.schema, store: e.store, now: e.now().UTC(),
		method: r.Method, header: r.Header, body: body, origin: originOf(r),
		root: originOf(r) + "/api/data/" + version + "/", target: originOf(r) + r.URL.RequestURI(),
		prefer: prefer, when: parseConditions(r.Header),
	}
	if slices.ContainsFunc(segments, func(s segment) bool { return s.name == "$batch" }) {
		return answer{}, c.unknownSegment("$batch") // its body is not JSON: say so first
	}
	if err := checkHeaders(r, body); err != nil {
		return answer{}, err
	}
	if c.query, err = parseQuery(r.URL.RawQuery); err != nil {
		return answer{}, err
	}
	if err := c.identify(clientID); err != nil {
		return answer{}, err
	}
	if err := c.checkBypass(); err != nil {
		return answer{}, err
	}
	return c.route(segments)
}

// unknownSegment refuses a name that leads nowhere: as Dataverse does, unless
// it is a name that Dataverse has and the emulator does not cover.
func (c *call) unknownSegment(name string) error {
	if slices.Contains(c.schema.NotCovered, name) {
		return notKnown("%s", name)
	}
	return noSuchSegment(name)
}

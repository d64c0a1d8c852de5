package webapi

import (
	"errors"
	"net"
	"net/url"
	"regexp"
	"strings"

	"sns-dynamics/internal/operation"
)

// defaultPath is the path of the Web API in the version of this client, for a service root
// that is only a host.
const defaultPath = "/api/data/v9.2/"

// Root is the service root URL of the Web API, such as
// https://org.api.crm4.dynamics.com/api/data/v9.2/.
type Root struct {
	origin string // scheme and host
	path   string // starts and ends with a slash
	host   string // without the port
}

// ParseRoot reads a service root URL in the form that Dynamics shows under Settings >
// Customizations > Developer Resources. A host without a path, with or without https://,
// gets the path of Web API v9.2. ParseRoot returns an error for a text that is no URL, a
// path that is not the path of the Web API, and a scheme other than https, except for
// loopback hosts. The error does not repeat the text.
func ParseRoot(s string) (Root, error) {
	u, err := ParseOrigin(s)
	if err != nil {
		return Root{}, err
	}
	path := u.Path
	if path == "" || path == "/" {
		path = defaultPath
	}
	path = strings.TrimSuffix(path, "/") + "/"
	if ok, _ := regexp.MatchString(`^(/[A-Za-z0-9_-]+)?/api/data/v\d+\.\d+/$`, path); !ok {
		return Root{}, errors.New("the path is not that of the Web API: expected /api/data/v9.2/")
	}
	return Root{origin: u.Scheme + "://" + u.Host, path: path, host: u.Hostname()}, nil
}

// String returns the URL, with its closing slash.
func (r Root) String() string { return r.origin + r.path }

// Scope returns the scope of a token, or of an administrator's consent.
func (r Root) Scope() string { return r.origin + "/.default" }

// Origin returns the scheme and host, the resource that a token is for.
func (r Root) Origin() string { return r.origin }

// Row returns the absolute URL of a row.
func (r Root) Row(entitySet string, row operation.Row) string {
	return r.String() + operation.Reference{EntitySet: entitySet, Row: row}.Path()
}

// Authority returns the scheme and host to sign in at: the authority of the cloud that
// the domain of the organization belongs to. GCC, a cloud for the government of the
// United States, uses the worldwide authority, so the domain decides and not the
// country.
//
// See https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
func (r Root) Authority() string {
	clouds := []struct{ domain, authority string }{
		{".microsoftdynamics.us", "https://login.microsoftonline.us"},
		{".appsplatform.us", "https://login.microsoftonline.us"},
		{".dynamics.cn", "https://login.chinacloudapi.cn"},
	}
	for _, c := range clouds {
		if strings.HasSuffix(strings.ToLower(r.host), c.domain) {
			return c.authority
		}
	}
	return "https://login.microsoftonline.com"
}

// ParseOrigin reads a host or a URL that a credential may be sent to. It returns an
// error for a text that is no such URL, and for plain HTTP to a host that is not this
// machine. The error does not repeat the text.
func ParseOrigin(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		// url.Error repeats its input, which may be a secret pasted into the
		// wrong field.
		return nil, errors.New("is not a URL")
	case u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("expected a host or a URL without user, query and fragment")
	case u.Scheme != "https" && (u.Scheme != "http" || !IsLoopback(u.Hostname())):
		return nil, errors.New("scheme refused: expected https")
	}
	return u, nil
}

// IsLoopback reports whether a host, without its port, is this machine. No other machine
// can read plain HTTP to it.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

package emulator

import (
	"net/http"
	"strings"
	"time"
)

// Server is an [Emulator] that listens on one address.
type Server struct {
	*Emulator
	http      *http.Server
	origin    string
	authority []byte
	done      chan struct{}
}

// Connection is the data that a client needs to reach a [Server]: the addresses of the
// services, and the credentials that they accept at the start.
type Connection struct {
	Address        string `json:"address"`        // host:port
	ServiceRootURL string `json:"serviceRootUrl"` // of the Web API, with the slash at its end
	AuthorityHost  string `json:"authorityHost"`  // of Microsoft Entra ID
	TenantID       string `json:"tenantId"`
	ClientID       string `json:"clientId"`
	ClientSecret   string `json:"clientSecret"`
	SecretARN      string `json:"secretArn"`
	AWSEndpointURL string `json:"awsEndpointUrl"` // of Secrets Manager
}

// Start listens on addr, such as "127.0.0.1:0", and serves until [Server.Close]. Without
// Options.TLS it refuses an address that is not loopback, because clients would send their
// credentials in the clear over a network. It refuses an address that stands for every
// address of the machine, such as ":8080". A request whose Host header is no name of the
// listener gets 421, also from the handler of Options.Around. Start returns the errors of
// [New], an [*AddressError], and the error of the listener.
func Start(addr string, o Options) (*Server, error) {
	e, err := New(o)
	if err != nil {
		return nil, err
	}
	handler := http.Handler(e)
	if o.Around != nil {
		handler = o.Around(e)
	}
	l, names, err := listen(addr, o.TLS)
	if err != nil {
		return nil, err
	}
	s := &Server{
		Emulator: e,
		http:     &http.Server{Handler: names.guard(handler), ReadHeaderTimeout: 10 * time.Second},
		origin:   "http://" + l.Addr().String(),
		done:     make(chan struct{}),
	}
	if o.TLS {
		s.origin = "https://" + l.Addr().String()
		if s.http.TLSConfig, s.authority, err = newAuthority(names, e.now()); err != nil {
			l.Close()
			return nil, err
		}
	}
	go func() {
		defer close(s.done)
		// Either returns when Close closes the listener.
		if o.TLS {
			s.http.ServeTLS(l, "", "")
		} else {
			s.http.Serve(l)
		}
	}()
	return s, nil
}

// Connection returns the addresses of the server and the credentials of its start.
func (s *Server) Connection() Connection {
	return ConnectionAt(s.origin)
}

// CertificateAuthority returns the certificate, in PEM, that a client must trust to reach
// the server. It returns nil without Options.TLS.
func (s *Server) CertificateAuthority() []byte { return s.authority }

// Close stops listening, closes every connection and waits for the end of the server. The
// error comes from [http.Server.Close].
func (s *Server) Close() error {
	err := s.http.Close()
	<-s.done
	return err
}

// ConnectionAt returns the connection of an emulator at that scheme and host. It is for an
// emulator that [New] made, or that a client reaches by [Emulator.Transport].
func ConnectionAt(origin string) Connection {
	_, address, _ := strings.Cut(origin, "://")
	return Connection{
		Address:        address,
		ServiceRootURL: origin + "/api/data/v9.2/",
		AuthorityHost:  origin,
		TenantID:       TenantID,
		ClientID:       ClientID,
		ClientSecret:   ClientSecret,
		SecretARN:      SecretARN,
		AWSEndpointURL: origin,
	}
}

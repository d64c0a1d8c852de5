package inprocess

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"time"

	"sns-dynamics/events"
	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/function/handler"
	"sns-dynamics/internal/localdev/inspector"
)

// Server is an emulator with the inspector. If the emulator serves plain HTTP, which it
// does on loopback only, the inspector's page is on the same listener. Otherwise the page
// has a listener of its own on loopback.
type Server struct {
	*emulator.Server
	// Inspector is the inspector that runs the function.
	Inspector *inspector.Inspector
	// PageURL is the address of the inspector's page.
	PageURL string

	page *http.Server // the page's own listener, or nil
}

// Start starts the emulator, the inspector and a function as it is deployed, which waits up to
// patience for rows that do not exist yet. The function logs to the given handlers too.
//
// It returns the errors of [emulator.Start] and of listening for the page.
func Start(addr string, o emulator.Options, patience time.Duration, d Deployed, log ...slog.Handler) (*Server, error) {
	samples, err := sampleMessages()
	if err != nil {
		return nil, err
	}
	s := &Server{Inspector: inspector.New(inspector.Config{Samples: append(d.samples, d.taken(samples)...), Resolve: d.resolve})}
	o.Around = func(e *emulator.Emulator) http.Handler { return s.Inspector.Beside(e) }
	if o.TLS {
		o.Around = func(e *emulator.Emulator) http.Handler { return s.Inspector.Before(e) }
	}
	if s.Server, err = emulator.Start(addr, o); err != nil {
		return nil, err
	}
	c := s.Connection()
	s.PageURL = c.AuthorityHost + inspector.Prefix + "/"
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil // the emulator is on this machine
	if o.TLS {
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(s.CertificateAuthority())
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
		if err := s.servePage(); err != nil {
			s.Close()
			return nil, err
		}
	}
	function := newInspectedFunction(c, s.Inspector.Wiring(transport, log...), patience, d)
	s.Inspector.OnCheck(function.Serve)
	s.Inspector.Connect(s.Emulator, c, function.Invoke)
	return s, nil
}

// servePage serves the page on a listener of its own.
func (s *Server) servePage() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.PageURL = "http://" + l.Addr().String() + inspector.Prefix + "/"
	s.page = &http.Server{Handler: s.Inspector.Page(), ReadHeaderTimeout: 10 * time.Second}
	go s.page.Serve(l) // until Close
	return nil
}

// Close ends the messages that run, then the servers. It returns the error of
// [emulator.Server.Close].
func (s *Server) Close() error {
	s.Inspector.Close()
	if s.page != nil {
		s.page.Close()
	}
	return s.Server.Close()
}

// newInspectedFunction is the function of [NewFunction] with the inspector's queues.
func newInspectedFunction(c emulator.Connection, w inspector.Wiring, patience time.Duration, d Deployed) *handler.Handler {
	account := awsConfig(c)
	account.Region, account.HTTPClient = awsemulator.Region, w.AWS
	configured := d.config(c)
	configured.RetryQueueURL, configured.DeadLetterQueueURL, configured.Patience = inspector.RetryQueueURL, inspector.DeadLetterQueueURL, patience
	configured.MaxReceives = inspector.MaxReceives
	return function.New(function.Config{
		Config:    configured,
		Fence:     d.Fence,
		Routes:    d.Routes,
		AWS:       account,
		Log:       w.Log,
		Transport: w.Transport,
	})
}

// sampleMessages are the messages of the sample events. An event that is a redelivery has no
// message to publish: a published message gets a MessageId of its own.
func sampleMessages() ([]inspector.Sample, error) {
	all, err := events.Samples()
	if err != nil {
		return nil, err
	}
	var samples []inspector.Sample
	for _, s := range all {
		if !s.IsRedelivery {
			samples = append(samples, inspector.Sample{Name: s.Name, Text: s.Message})
		}
	}
	return samples, nil
}

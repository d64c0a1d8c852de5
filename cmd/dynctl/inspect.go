package main

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"time"

	"sns-dynamics/events"
	"sns-dynamics/internal/config"
	"sns-dynamics/internal/dynamics/dynamicstest"
	"sns-dynamics/internal/function"
	"sns-dynamics/internal/inspector"
)

// inspected is an emulator with the inspector, on the emulator's own listener
// where that serves plain HTTP, which it does on loopback only; else beside it, on
// a listener of its own.
type inspected struct {
	*dynamicstest.Server
	inspector *inspector.Inspector
	url       string // of the page
	page      *http.Server
}

// startInspected starts both, the function with that patience for rows that are not
// there yet. What the function logs goes to those handlers too.
func startInspected(addr string, o dynamicstest.Options, patience time.Duration, also ...slog.Handler) (*inspected, error) {
	samples, err := sampleMessages()
	if err != nil {
		return nil, err
	}
	s := &inspected{inspector: inspector.New(inspector.Config{Samples: samples})}
	o.Around = func(e *dynamicstest.Emulator) http.Handler { return s.inspector.Beside(e) }
	if o.TLS {
		o.Around = func(e *dynamicstest.Emulator) http.Handler { return s.inspector.Before(e) }
	}
	if s.Server, err = dynamicstest.Start(addr, o); err != nil {
		return nil, err
	}
	c := s.Connection()
	s.url = c.AuthorityHost + inspector.Prefix + "/"
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil // it is reached directly
	if o.TLS {
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(s.CertificateAuthority())
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
		if err := s.servePage(); err != nil {
			s.Close()
			return nil, err
		}
	}
	s.inspector.Connect(s.Emulator, c, inspectedFunction(c, s.inspector.Wiring(transport, also...), patience))
	return s, nil
}

// servePage serves the page alone.
func (s *inspected) servePage() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.url = "http://" + l.Addr().String() + inspector.Prefix + "/"
	s.page = &http.Server{Handler: s.inspector.Page(), ReadHeaderTimeout: 10 * time.Second}
	go s.page.Serve(l) // until Close
	return nil
}

// Close ends the messages that run, then the servers.
func (s *inspected) Close() error {
	s.inspector.Close()
	if s.page != nil {
		s.page.Close()
	}
	return s.Server.Close()
}

// inspectedFunction is the function as [emulatedFunction] has it, with queues.
func inspectedFunction(c dynamicstest.Connection, w inspector.Wiring, patience time.Duration) inspector.Invoke {
	account := emulatedAWS(c)
	account.HTTPClient = w.AWS
	return function.New(function.Config{
		Config: config.Config{
			SecretARN: c.SecretARN, RetryQueueURL: inspector.RetryQueueURL, DeadLetterQueueURL: inspector.DeadLetterQueueURL,
			Patience: patience,
		},
		AWS:       account,
		Log:       w.Log,
		Transport: w.Transport,
	}).Invoke
}

// sampleMessages are the messages of the sample events, to begin with.
func sampleMessages() ([]inspector.Sample, error) {
	all, err := events.Samples()
	if err != nil {
		return nil, err
	}
	var samples []inspector.Sample
	for _, s := range all {
		samples = append(samples, inspector.Sample{Name: s.Name, Text: s.Message})
	}
	return samples, nil
}

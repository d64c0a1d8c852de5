package emulator

import (
	"fmt"
	"net"
	"strings"
)

// listen listens on addr, and returns the names of the listener. It accepts one address of
// the machine, and without TLS only a loopback address.
func listen(addr string, secure bool) (net.Listener, names, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, names{}, &AddressError{Address: addr, Problem: "expected HOST:PORT, such as 127.0.0.1:8086"}
	}
	every := &AddressError{Address: addr, Problem: "it is every address of the machine: name one of them, such as " + net.JoinHostPort("127.0.0.1", port)}
	if host == "" {
		return nil, names{}, every
	}
	if ip := net.ParseIP(host); !secure && !strings.EqualFold(host, "localhost") && (ip == nil || !ip.IsLoopback() && !ip.IsUnspecified()) {
		return nil, names{}, notLoopback(addr)
	}
	resolved, err := net.ResolveTCPAddr("tcp", addr)
	switch {
	case err != nil:
		return nil, names{}, &AddressError{Address: addr, Problem: err.Error()}
	case resolved.IP == nil || resolved.IP.IsUnspecified():
		return nil, names{}, every
	case !secure && !resolved.IP.IsLoopback():
		return nil, names{}, notLoopback(addr)
	}
	l, err := net.ListenTCP("tcp", resolved)
	if err != nil {
		return nil, names{}, err
	}
	return l, namesOf(host, l.Addr().(*net.TCPAddr), secure), nil
}

func notLoopback(addr string) error {
	return &AddressError{Address: addr, Problem: "it is not a loopback address: serve it over TLS", NeedsTLS: true}
}

// AddressError says why an emulator does not listen on an address.
type AddressError struct {
	Address, Problem string
	// NeedsTLS says that the emulator listens on the address with TLS.
	NeedsTLS bool
}

// Error is one line.
func (e *AddressError) Error() string { return fmt.Sprintf("address %q: %s", e.Address, e.Problem) }

package emulator

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// dockerHost is the name by which a container of Docker reaches the host machine.
const dockerHost = "host.docker.internal"

// names are the names and addresses of a listener. Its certificate has the same names.
type names struct {
	hosts     []string // in lower case
	addresses []netip.Addr
}

// IsLoopbackHost reports whether a Host header is localhost or a loopback address, with or
// without a port. No DNS server decides about these names. So a web page cannot make its
// own name lead to them.
func IsLoopbackHost(header string) bool { return local().has(header) }

func local() names {
	return names{
		hosts:     []string{"localhost"},
		addresses: []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()},
	}
}

// namesOf returns the names of a listener on addr; host is the requested host. With TLS,
// host.docker.internal is one of the names: a browser does not trust the certificate, so a
// web page gains nothing by that name.
func namesOf(host string, addr *net.TCPAddr, secure bool) names {
	n := local()
	add := func(name string) {
		if ip, err := netip.ParseAddr(name); err == nil {
			n.addresses = append(n.addresses, plain(ip))
		} else {
			n.hosts = append(n.hosts, plainName(name))
		}
	}
	add(host)
	add(addr.IP.String())
	if secure {
		add(dockerHost)
	}
	slices.Sort(n.hosts)
	n.hosts = slices.Compact(n.hosts)
	slices.SortFunc(n.addresses, netip.Addr.Compare)
	n.addresses = slices.Compact(n.addresses)
	return n
}

// has reports whether a Host header is one of the names, in any case of letters, with or
// without a port and the final dot. Every loopback address counts.
func (n names) has(header string) bool {
	host := header
	if h, port, err := net.SplitHostPort(header); err == nil {
		if strings.Trim(port, "0123456789") != "" {
			return false
		}
		host = h
	} else if inner, ok := strings.CutPrefix(header, "["); ok {
		host = strings.TrimSuffix(inner, "]")
	}
	host = plainName(host)
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback() || slices.Contains(n.addresses, plain(ip))
	}
	return slices.Contains(n.hosts, host)
}

func plainName(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

func plain(ip netip.Addr) netip.Addr { return ip.Unmap().WithZone("") }

// guard passes a request to next if its Host header names the listener. It refuses a web
// page whose own name leads to this machine, because the browser would let that page read
// the response.
func (n names) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.has(r.Host) {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusMisdirectedRequest)
		fmt.Fprintf(w, "Host %q: the emulator is served by the name and the address that it listens on, localhost and loopback addresses only\n", r.Host)
	})
}

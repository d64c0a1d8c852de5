package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
)

// defaultBridge is the network interface of Docker's bridge network, unless the daemon has
// another configuration.
const defaultBridge = "docker0"

// bridgeAddress returns the address by which a container on Docker's bridge network reaches
// this machine, from the output of `docker network inspect bridge`. A daemon of Docker
// 20.10 that has just started names no gateway. The address is then the address of the
// network's interface.
func bridgeAddress(inspected []byte, addresses func(name string) ([]net.Addr, error)) (string, error) {
	var networks []struct {
		IPAM    struct{ Config []struct{ Gateway string } }
		Options map[string]string
	}
	if err := json.Unmarshal(inspected, &networks); err != nil || len(networks) != 1 {
		return "", fmt.Errorf("read what docker network inspect bridge printed: want one network, got %d (%v)", len(networks), err)
	}
	for _, c := range networks[0].IPAM.Config {
		if ip, err := netip.ParseAddr(c.Gateway); err == nil && ip.Is4() && !ip.IsUnspecified() {
			return ip.String(), nil
		}
	}
	name := networks[0].Options["com.docker.network.bridge.name"]
	if name == "" {
		name = defaultBridge
	}
	const do = "restart the Docker daemon"
	all, err := addresses(name)
	if err != nil {
		return "", fmt.Errorf("docker names no gateway of its bridge network, and the interface %s cannot be read: %w: %s", name, err, do)
	}
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil && prefix.Addr().Is4() {
			return prefix.Addr().String(), nil
		}
	}
	return "", fmt.Errorf("docker names no gateway of its bridge network, and the interface %s has no IPv4 address: %s", name, do)
}

// interfaceAddresses returns the addresses of a network interface of this machine.
func interfaceAddresses(name string) ([]net.Addr, error) {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return nil, err
	}
	return i.Addrs()
}

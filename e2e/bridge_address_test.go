package e2e

import (
	"errors"
	"net"
	"strings"
	"testing"
)

func TestBridgeAddress(t *testing.T) {
	const (
		named     = `[{"IPAM":{"Config":[{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}]},"Options":{"com.docker.network.bridge.name":"docker0"}}]`
		both      = `[{"IPAM":{"Config":[{"Subnet":"fd00::/64","Gateway":"fd00::1"},{"Subnet":"172.18.0.0/16","Gateway":"172.18.0.1"}]}}]`
		fresh     = `[{"IPAM":{"Config":[{"Subnet":"172.17.0.0/16"}]},"Options":{"com.docker.network.bridge.name":"docker0"}}]`
		unset     = `[{"IPAM":{"Config":null},"Options":{}}]`
		elsewhere = `[{"IPAM":{"Config":[{"Subnet":"10.0.0.0/24","Gateway":""}]},"Options":{"com.docker.network.bridge.name":"br0"}}]`
	)
	address := func(cidr string) net.Addr {
		ip, network, err := net.ParseCIDR(cidr)
		if err != nil {
			t.Fatal(err)
		}
		return &net.IPNet{IP: ip, Mask: network.Mask}
	}
	machine := func(name string) ([]net.Addr, error) {
		switch name {
		case "docker0":
			return []net.Addr{address("fe80::1/64"), address("172.17.0.1/16")}, nil
		case "br0":
			return []net.Addr{address("10.0.0.1/24")}, nil
		}
		return nil, errors.New("no such network interface")
	}
	bare := func(string) ([]net.Addr, error) { return []net.Addr{address("fe80::1/64")}, nil }
	none := func(string) ([]net.Addr, error) { return nil, errors.New("no such network interface") }
	for _, tt := range []struct {
		name, inspected string
		addresses       func(string) ([]net.Addr, error)
		want, err       string
	}{
		{"a gateway is named", named, none, "172.17.0.1", ""},
		{"of two protocols", both, none, "172.18.0.1", ""},
		{"a daemon that has just started", fresh, machine, "172.17.0.1", ""},
		{"nothing is configured", unset, machine, "172.17.0.1", ""},
		{"another interface", elsewhere, machine, "10.0.0.1", ""},
		{"the interface has no address", fresh, bare, "", "docker names no gateway of its bridge network, and the interface docker0 has no IPv4 address: restart the Docker daemon"},
		{"there is no interface", fresh, none, "", "the interface docker0 cannot be read: no such network interface"},
		{"no network", `[]`, machine, "", "want one network, got 0"},
		{"no JSON", `Error: no such network`, machine, "", "read what docker network inspect bridge printed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := bridgeAddress([]byte(tt.inspected), tt.addresses)
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("bridgeAddress = %q, %v; want %q, %q", got, err, tt.want, tt.err)
			}
		})
	}
	if _, err := interfaceAddresses("no-such-interface"); err == nil {
		t.Error("an interface that is not there has addresses")
	}
}

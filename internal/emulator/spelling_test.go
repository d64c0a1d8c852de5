package emulator_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestHeaderSpelling reads the bytes of a response: net/http would give every name the same
// spelling.
func TestHeaderSpelling(t *testing.T) {
	c := start(t, emulator.Options{})
	conn, err := net.Dial("tcp", c.conn.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/data/v9.2/tasks HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nOData-Version: 4.0\r\nOData-MaxVersion: 4.0\r\n"+
		"Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", c.conn.Address, c.token)
	names := map[string]bool{}
	for in := bufio.NewScanner(conn); in.Scan(); {
		name, _, _ := strings.Cut(in.Text(), ":")
		names[name] = true
	}
	for _, name := range []string{"OData-EntityId", "OData-Version", "REQ_ID"} {
		if !names[name] {
			t.Errorf("no header is spelled %s in %v", name, names)
		}
	}
}

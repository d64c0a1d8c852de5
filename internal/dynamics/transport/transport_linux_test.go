package transport

import (
	"net"
	"syscall"
	"testing"
)

// HTTP/1 has no pings, so the kernel ends a connection whose peer acknowledges nothing.
func TestSilenceIsBoundByTheKernel(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := New().DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	err = raw.Control(func(fd uintptr) {
		got, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout)
		if err != nil || got != int(silence.Milliseconds()) {
			t.Errorf("TCP_USER_TIMEOUT is %d ms, %v, want %v", got, err, silence)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

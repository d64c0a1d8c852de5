package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"sns-dynamics/internal/emulator"
)

// emulatorProcess is a process of `dynctl emulate --tls`.
type emulatorProcess struct {
	target target
	cmd    *exec.Cmd
	dir    string
}

// startEmulator starts the emulator on a free port, and returns when the emulator is ready.
func startEmulator(ctx context.Context, dynctl string) (*emulatorProcess, error) {
	cmd := exec.CommandContext(ctx, dynctl, "emulate", "--tls", "--json")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "clients")
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("start the emulator: %w", err)
	}
	e := &emulatorProcess{cmd: cmd, dir: dir}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = e.connect(line)
	}
	if err != nil {
		e.stop()
		return nil, fmt.Errorf("read what the emulator prints: %w", err)
	}
	return e, nil
}

// connect reads the line that the emulator prints for programs.
func (e *emulatorProcess) connect(line []byte) error {
	var c struct {
		emulator.Connection
		CAPEM string
	}
	if err := json.Unmarshal(line, &c); err != nil {
		return err
	}
	var err error
	e.target, err = newTarget(strings.TrimSuffix(c.ServiceRootURL, "/api/data/v9.2/"), map[string]string{
		"serviceRootUrl": c.ServiceRootURL, "authorityHost": c.AuthorityHost, "tenantId": c.TenantID, "clientId": c.ClientID, "clientSecret": c.ClientSecret,
	})
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(c.CAPEM)) {
		return fmt.Errorf("no certificate to trust")
	}
	e.target.transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	e.target.ca = filepath.Join(e.dir, "ca.pem")
	e.target.Run, e.target.Emulated = newRun(time.Now()), true
	e.target.User, e.target.UserWithoutRole = emulator.AnaEmail, emulator.EveEmail
	return os.WriteFile(e.target.ca, []byte(c.CAPEM), 0o600)
}

func (e *emulatorProcess) stop() {
	e.cmd.Process.Signal(syscall.SIGTERM) // an error means that the process has ended
	e.cmd.Wait()
	os.RemoveAll(e.dir)
}

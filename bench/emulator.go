package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"time"

	"sns-dynamics/internal/emulator"
)

// emulatorProcess is the emulator in a process of its own, so that the measurements of the
// client do not count its memory and its garbage. Every measurement starts an emulator.
type emulatorProcess struct {
	service
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// startEmulator starts an emulator that delays every response by latency. The certificates
// of the run are in dir.
func startEmulator(dir string, latency time.Duration) (*emulatorProcess, error) {
	return startDistant(dir, latency, 0, "")
}

// startDistant starts an emulator that also delays every new connection. The emulator has one
// processor, or all processors if processor is empty.
func startDistant(dir string, latency, connecting time.Duration, processor string) (*emulatorProcess, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	e := &emulatorProcess{cmd: onProcessor(processor, self, "serve", "-dir", dir, "-latency", latency.String(), "-connecting", connecting.String())}
	e.cmd.Stderr = os.Stderr
	if e.in, err = e.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	e.out = json.NewDecoder(out)
	if err := e.cmd.Start(); err != nil {
		return nil, err
	}
	if err := e.out.Decode(&e.service); err != nil {
		e.stop()
		return nil, fmt.Errorf("start the emulator: %w", err)
	}
	if e.Token, err = e.signIn(); err != nil {
		e.stop()
		return nil, fmt.Errorf("sign in at the emulator: %w", err)
	}
	return e, nil
}

// stop ends the process.
func (e *emulatorProcess) stop() {
	e.in.Close()
	_ = e.cmd.Process.Kill()
	_ = e.cmd.Wait()
}

// usage returns the work of the emulator so far.
func (e *emulatorProcess) usage() (usage, error) { return e.ask("") }

// count returns the usage with the number of rows.
func (e *emulatorProcess) count() (usage, error) { return e.ask("rows") }

func (e *emulatorProcess) ask(what string) (usage, error) {
	if _, err := io.WriteString(e.in, what+"\n"); err != nil {
		return usage{}, err
	}
	var u usage
	err := e.out.Decode(&u)
	return u, err
}

// newTransport returns the default transport of net/http, with room for more idle
// connections. It uses HTTP/2 if the server does.
func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	return t
}

// signIn gets the token for the contenders that do not sign in themselves.
func (e *emulatorProcess) signIn() (string, error) {
	t := newTransport()
	defer t.CloseIdleConnections()
	resp, err := (&http.Client{Transport: t}).PostForm(e.Authority+"/"+emulator.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {emulator.ClientID},
		"client_secret": {emulator.ClientSecret}, "scope": {e.Origin + "/.default"},
	})
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return "", err
	}
	if answer.AccessToken == "" {
		return "", errors.New("no token: " + resp.Status)
	}
	return answer.AccessToken, nil
}

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

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// emulator is the emulator in a process of its own, so that neither its memory
// nor its garbage is counted with whom it serves. Every measurement starts one.
type emulator struct {
	service
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// startEmulator starts one that keeps every answer back for latency. The
// certificates of the run are in dir.
func startEmulator(dir string, latency time.Duration) (*emulator, error) {
	return startDistant(dir, latency, 0)
}

// startDistant starts one to which a connection takes its time as well.
func startDistant(dir string, latency, connecting time.Duration) (*emulator, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	e := &emulator{cmd: exec.Command(self, "serve", "-dir", dir, "-latency", latency.String(), "-connecting", connecting.String())}
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
func (e *emulator) stop() {
	e.in.Close()
	_ = e.cmd.Process.Kill()
	_ = e.cmd.Wait()
}

// usage asks the emulator what it has done so far.
func (e *emulator) usage() (usage, error) { return e.ask("") }

// count asks for the rows as well.
func (e *emulator) count() (usage, error) { return e.ask("rows") }

func (e *emulator) ask(what string) (usage, error) {
	if _, err := io.WriteString(e.in, what+"\n"); err != nil {
		return usage{}, err
	}
	var u usage
	err := e.out.Decode(&u)
	return u, err
}

// newTransport is the default one of net/http, which speaks HTTP/2 with whoever
// does, with room for as many connections as anybody wants.
func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	return t
}

// signIn gets a token for those who are given one.
func (e *emulator) signIn() (string, error) {
	t := newTransport()
	defer t.CloseIdleConnections()
	resp, err := (&http.Client{Transport: t}).PostForm(e.Authority+"/"+dynamicstest.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {dynamicstest.ClientID},
		"client_secret": {dynamicstest.ClientSecret}, "scope": {e.Origin + "/.default"},
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

package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestConnect reads the output of `dynctl emulate --tls --json`, and reaches the emulator
// with it.
func TestConnect(t *testing.T) {
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	line, err := json.Marshal(struct {
		emulator.Connection
		CAPEM string `json:"caPem"`
	}{s.Connection(), string(s.CertificateAuthority())})
	if err != nil {
		t.Fatal(err)
	}
	e := &emulatorProcess{dir: t.TempDir()}
	if err := e.connect(line); err != nil {
		t.Fatal(err)
	}
	if pem, err := os.ReadFile(e.target.ca); err != nil || string(pem) != string(s.CertificateAuthority()) {
		t.Errorf("the file of the certificate: %v, %s", err, pem)
	}
	if !e.target.Emulated || !runGrammar.MatchString(e.target.Run) || e.target.User == "" {
		t.Errorf("%+v", e.target)
	}
	if n, err := empty(t.Context(), newClient(e.target), "accounts", "accountid", "name", "Contoso"); n != 1 || err != nil {
		t.Errorf("%d rows, %v", n, err)
	}
	for _, bad := range []string{"hello", `{"caPem":""}`, strings.Replace(string(line), "BEGIN CERTIFICATE", "BEGIN", 1), strings.ReplaceAll(string(line), "https:", "http:")} {
		if err := e.connect([]byte(bad)); err == nil {
			t.Errorf("no error for %.40s", bad)
		}
	}
}

func TestStartEmulator(t *testing.T) {
	if _, err := startEmulator(t.Context(), "/nonexistent/dynctl"); err == nil || !strings.Contains(err.Error(), "start the emulator") {
		t.Errorf("%v", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CLIENTS_TEST_OUTPUT", "no JSON\n")
	if _, err := startEmulator(t.Context(), self); err == nil || !strings.Contains(err.Error(), "read what the emulator prints") {
		t.Errorf("%v", err)
	}
}

package main

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/operator/routes"
)

// TestEmulateRoutes publishes an event at the inspector's page. The inspector shows its route,
// the mapped message and the operation.
func TestEmulateRoutes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "routes")
	if _, err := routes.Init(dir); err != nil {
		t.Fatal(err)
	}
	var c struct {
		InspectorURL string `json:"inspectorUrl"`
	}
	if err := json.Unmarshal([]byte(startEmulate(t, "--json", "--routes", dir).line(t)), &c); err != nil {
		t.Fatal(err)
	}
	token := ask[string](t, http.MethodGet, c.InspectorURL+"token", "", "")
	ask[any](t, http.MethodPost, c.InspectorURL+"messages", token, `{"type":"CustomerChanged","customer":{"email":"dana.scully@example.com","lastName":"Scully"}}`)
	type message struct{ Outcome, Operation, EntitySet, Route, Mapped, Message string }
	var m message
	for deadline := time.Now().Add(lineLimit); m.Outcome != "done"; time.Sleep(20 * time.Millisecond) {
		if m = ask[message](t, http.MethodGet, c.InspectorURL+"messages/1", token, ""); time.Now().After(deadline) {
			t.Fatalf("the message is %+v, want the outcome done", m)
		}
	}
	if m.Operation != "upsert" || m.EntitySet != "contacts" || !strings.HasPrefix(m.Route, "customer-changed@") {
		t.Errorf("the message is %+v", m)
	}
	if !strings.Contains(m.Mapped, `"emailaddress1":"dana.scully@example.com"`) || !strings.Contains(m.Message, `"CustomerChanged"`) {
		t.Errorf("the message is %s, mapped %s", m.Message, m.Mapped)
	}
}

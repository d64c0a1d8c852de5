package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
)

// place is an emulator with its target.
func place(t *testing.T) (*emulator.Server, target, *dynamics.Client) {
	t.Helper()
	s, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	text, err := json.Marshal(s.Connection())
	if err != nil {
		t.Fatal(err)
	}
	c, err := auth.ParseCredentials(text)
	if err != nil {
		t.Fatal(err)
	}
	to := target{credentials: c, transport: s.Transport()}
	return s, to, newClient(to)
}

func TestClean(t *testing.T) {
	const run = "snsd-20261121-0a1b2c"
	s, to, c := place(t)
	rows := func() map[string]int {
		n := map[string]int{}
		for _, table := range seeded {
			all, err := s.Rows(table.entitySet)
			if err != nil {
				t.Fatal(err)
			}
			n[table.entitySet] = len(all)
		}
		return n
	}
	before := rows()
	for _, table := range seeded {
		for _, name := range []string{run + "-r row 1", "of " + run + "-d", "snsd-20261121-ffffff-r row 1"} {
			body, err := json.Marshal(map[string]string{table.name: name})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Do(t.Context(), dynamics.Request{Op: "make a row", Method: "POST", Path: table.entitySet, Body: body}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	r := runner{stdout: &out}
	if err := r.clean(t.Context(), to, run); err != nil || out.String() != "14 rows of "+run+" removed, none left\n" {
		t.Errorf("%v, %s", err, &out)
	}
	for set, n := range rows() {
		if n != before[set]+1 {
			t.Errorf("%s: %d rows, want %d and the row of another run", set, n, before[set])
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	s, to, _ := place(t)
	r := runner{stdout: &bytes.Buffer{}}
	if err := r.clean(t.Context(), to, "x') or contains(name,'"); err == nil || !strings.Contains(err.Error(), "expected the id of a run") {
		t.Errorf("a hostile id: %v", err)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	// A table that cannot be read is not empty.
	s.Fail(100, emulator.Fault{Service: emulator.Dataverse, Status: 403})
	if err := r.clean(t.Context(), to, "snsd-20261121-0a1b2c"); err == nil {
		t.Error("no error when nothing can be read")
	}
}

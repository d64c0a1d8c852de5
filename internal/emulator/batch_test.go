package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

const tooLong = `{"subject":"` // and 201 characters

func longSubject() string { return tooLong + strings.Repeat("x", 201) + `"}` }

// A batch stops at its first failure and gets its status, or it continues to the end. The
// operations before a failure keep their effect.
func TestBatchFailures(t *testing.T) {
	a, b := operation("POST", "tasks", `{"subject":"a"}`), operation("POST", "tasks", `{"subject":"b"}`)
	bad, missing := operation("POST", "tasks", longSubject()), operation("DELETE", "tasks("+emulator.AccountID+")", "")
	set := func(ops ...string) string {
		for i := range ops {
			ops[i] = strings.Replace(ops[i], "binary\r\n", "binary\r\nContent-ID: "+string(rune('1'+i))+"\r\n", 1)
		}
		return changeSet(ops...)
	}
	for _, tt := range []struct {
		name     string
		parts    []string
		goOn     bool
		status   int
		want     string
		subjects string
	}{
		{"none", []string{a, b}, false, 200, "204 204", "a,b"},
		{"first", []string{bad, a, b}, false, 400, "400", ""},
		{"second", []string{a, missing, b}, false, 404, "204 404", "a"},
		{"two, going on", []string{bad, a, missing, b}, true, 200, "400 204 404 204", "a,b"},
		{"in a change set", []string{a, set(b, bad, a), b}, false, 400, "204 [2:400]", "a"},
		{"in a change set, going on", []string{a, set(b, missing, a), b}, true, 200, "204 [2:404] 204", "a,b"},
		{"in one of two change sets", []string{set(bad), set(a, b)}, true, 200, "[1:400] [1:204 2:204]", "a,b"},
	} {
		c := start(t, emulator.Options{})
		var header []string
		if tt.goOn {
			header = []string{"Prefer", "odata.continue-on-error"}
		}
		r := c.batch(tt.parts, header...)
		parts, err := r.parts()
		if got := statuses(parts); err != nil || r.status != tt.status || got != tt.want {
			t.Errorf("%s: %d %s, want %d %s (%v)", tt.name, r.status, got, tt.status, tt.want, err)
		}
		if got := c.subjectsOf(); got != tt.subjects {
			t.Errorf("%s: tasks %s, want %s", tt.name, got, tt.subjects)
		}
	}
}

func TestBatchAnswers(t *testing.T) {
	c := start(t, emulator.Options{})
	root := c.conn.ServiceRootURL
	r := c.batch([]string{
		operation("POST", "tasks", `{"subject":"relative"}`),
		operation("POST", "/api/data/v9.1/tasks", `{"subject":"path"}`),
		operation("POST", root+"tasks", `{"subject":"absolute"}`),
		inChangeSet("7", "GET", "tasks?$select=subject&$filter=subject ne 'path'", ""),
		operation("GET", "accounts("+emulator.AccountID+")?$select=name", ""),
		operation("GET", "nothings", ""),
	})
	parts := r.mustParts(t, 6)
	if got, want := statuses(parts), "204 204 204 7:200 200 404"; got != want || r.status != 404 {
		t.Fatalf("%d %s, want 404 %s", r.status, got, want)
	}
	for i, prefix := range []string{root, strings.Replace(root, "v9.2", "v9.1", 1), root} {
		at := parts[i].header.Get("OData-EntityId")
		if !strings.HasPrefix(at, prefix+"tasks(") || parts[i].header.Get("Location") != at || parts[i].header.Get("OData-Version") != "4.0" {
			t.Errorf("part %d: headers %v", i, parts[i].header)
		}
	}
	if got := subjects(t, parts[3].response); got != "relative,absolute" {
		t.Errorf("tasks %s", got)
	}
	if h := parts[4].header; h.Get("ETag") == "" || h.Get("Content-Type") != "application/json; odata.metadata=minimal; odata.streaming=true" {
		t.Errorf("headers of a row: %v", h)
	}
	code, message := parts[5].refusal()
	if h := parts[5].header; code != "0x8006088a" || !strings.Contains(message, "'nothings'") || len(h.Get("REQ_ID")) != 36 || h.Get("Content-Type") != "application/json; odata.metadata=minimal" {
		t.Errorf("refusal %s %s, headers %v", code, message, h)
	}
	if !strings.HasPrefix(r.header.Get("Content-Type"), "multipart/mixed; boundary=batchresponse_") || strings.Contains(strings.ReplaceAll(string(r.body), "\r\n", ""), "\n") {
		t.Errorf("type %s, body\n%s", r.header.Get("Content-Type"), r.body)
	}
}

// Each part has its own headers. Impersonation and the MSCRM headers of the batch hold for
// a part without such a header.
func TestBatchHeadersOfParts(t *testing.T) {
	c := start(t, emulator.Options{})
	account := "accounts(" + emulator.AccountID + ")"
	ana, cleo := "MSCRMCallerID: "+emulator.AnaID, "MSCRMCallerID: "+emulator.CleoID
	task := func(subject string, header ...string) string {
		return operation("POST", "tasks?$select=subject,_createdby_value", `{"subject":"`+subject+`"}`, append(header, "Prefer: return=representation")...)
	}
	parts := c.batch([]string{
		operation("PATCH", account, `{"name":"A"}`, `If-Match: W/"1"`),
		operation("PATCH", account, `{"name":"B"}`, "If-None-Match: *"),
		operation("PATCH", account, `{"name":"C"}`, "If-None-Match: null", "If-Match: *"),
		task("app"), task("ana", ana), task("cleo", cleo),
		operation("POST", "opportunities", `{"name":"x"}`, ana),
		operation("GET", "tasks?$select=subject", "", "Prefer: odata.maxpagesize=2"),
		operation("POST", "tasks", "{}", "MSCRM.Unheard: 1"),
		operation("POST", "tasks", "x", "Content-ID: 4"),
	}, "Prefer", "odata.continue-on-error").mustParts(t, 10)
	if got, want := statuses(parts), "412 412 204 201 201 201 403 200 501 4:400"; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	if name := c.must(200, "GET", account+"?$select=name", "").json(t)["name"]; name != "C" {
		t.Errorf("name %v", name)
	}
	creators := func(parts []part) string {
		var list []string
		for _, p := range parts {
			list = append(list, p.json(t)["_createdby_value"].(string))
		}
		return strings.Join(list, " ")
	}
	if got, want := creators(parts[3:6]), strings.Join([]string{emulator.ApplicationUserID, emulator.AnaID, emulator.CleoID}, " "); got != want {
		t.Errorf("created by %s, want %s", got, want)
	}
	if p := parts[7]; p.header.Get("Preference-Applied") != "odata.maxpagesize=2" || len(p.values(t)) != 2 || p.json(t)["@odata.nextLink"] == nil {
		t.Errorf("page %v %s", p.header, p.body)
	}
	parts = c.batch([]string{task("ana"), task("cleo", cleo)}, "CallerObjectId", emulator.AnaObjectID).mustParts(t, 2)
	if got, want := creators(parts), emulator.AnaID+" "+emulator.CleoID; got != want {
		t.Errorf("created by %s, want %s", got, want)
	}
	parts = c.batch([]string{operation("POST", "leads", `{"emailaddress1":"monte@adventure-works.example"}`)}, "MSCRM.SuppressDuplicateDetection", "false").mustParts(t, 1)
	if code, _ := parts[0].refusal(); code != "0x80040333" {
		t.Errorf("duplicate: %d %s", parts[0].status, parts[0].body)
	}
}

// A fault can meet single operations of a batch.
func TestInnerFaults(t *testing.T) {
	throttled := emulator.Fault{Inner: true, Status: 429, Header: http.Header{"Retry-After": {"7"}}, Body: `{"error":{"code":"0x80072322","message":"slow"}}`}
	post := func(subject string) string { return operation("POST", "tasks", `{"subject":"`+subject+`"}`) }
	set := changeSet(inChangeSet("1", "POST", "tasks", `{"subject":"x"}`), inChangeSet("2", "DELETE", "accounts("+emulator.AccountID+")", ""))
	change := func(edit func(*emulator.Fault)) emulator.Fault {
		f := throttled
		edit(&f)
		return f
	}
	for _, tt := range []struct {
		name     string
		fault    emulator.Fault
		parts    []string
		want     string
		subjects string
	}{
		{"one", throttled, []string{post("a"), post("b")}, "429 204", "b"},
		{"after", change(func(f *emulator.Fault) { f.After = true }), []string{post("a"), post("b")}, "429 204", "a,b"},
		{"by method", change(func(f *emulator.Fault) { f.Method = "DELETE" }), []string{post("a"), set}, "204 [2:429]", "a"},
		{"after, in a change set", change(func(f *emulator.Fault) { f.After = true }), []string{set, post("b")}, "[1:429] 204", "b"},
		{"what a connection alone can meet", emulator.Fault{Inner: true, Drop: true, Truncate: true, Stall: true}, []string{post("a"), post("b")}, "503 204", "b"},
		{"none", change(func(f *emulator.Fault) { f.Method = "PUT" }), []string{post("a"), post("b")}, "204 204", "a,b"},
	} {
		c := start(t, emulator.Options{})
		c.Server.Fail(1, tt.fault)
		r := c.batch(tt.parts, "Prefer", "odata.continue-on-error")
		parts := r.mustParts(t, 2)
		if got := statuses(parts); got != tt.want || c.subjectsOf() != tt.subjects || r.status != 200 {
			t.Errorf("%s: %d %s and tasks %s, want 200 %s and %s", tt.name, r.status, got, c.subjectsOf(), tt.want, tt.subjects)
		}
		if strings.HasPrefix(tt.want, "429") && (parts[0].header.Get("Retry-After") != "7" || !strings.Contains(string(parts[0].body), "0x80072322")) {
			t.Errorf("%s: %v %s", tt.name, parts[0].header, parts[0].body)
		}
	}
	c := start(t, emulator.Options{})
	c.Server.Fail(1, throttled)
	c.must(204, "POST", "tasks", `{}`) // it is no part of a batch
}

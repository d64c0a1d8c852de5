package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// malformed is a batch that is refused as a whole.
type malformed struct {
	name, body    string
	status        int
	code, message string
}

func malformedBatches() []malformed {
	task := func(id string) string { return inChangeSet(id, "POST", "tasks", `{"subject":"x"}`) }
	part := operation("POST", "tasks", `{"subject":"x"}`)
	edit := func(old, new string) string { return batchBody(part, strings.Replace(part, old, new, 1)) }
	many := func(n int) []string {
		var list []string
		for i := range n {
			list = append(list, task(fmt.Sprint(i)))
		}
		return list
	}
	const notTaken = "0x80060888"
	return []malformed{
		{"no end", strings.TrimSuffix(batchBody(part), "--b--\r\n"), 400, notTaken, "no termination indicator '--b--'"},
		{"another boundary", strings.ReplaceAll(batchBody(part), "--b", "--a"), 400, notTaken, "no termination indicator"},
		{"no end of a change set", batchBody(part, strings.Replace(changeSet(task("1")), "--c--", "", 1)), 400, notTaken, "change set has no termination indicator '--c--'"},
		{"nothing", batchBody(), 501, "NotCovered", "without an operation"},
		{"nothing in a change set", batchBody(part, changeSet()), 501, "NotCovered", "change set without an operation"},
		{"part of another type", edit("application/http", "application/json"), 400, notTaken, "'Content-Type'"},
		{"part without a transfer encoding", edit("Content-Transfer-Encoding: binary\r\n", ""), 400, notTaken, "'Content-Transfer-Encoding'"},
		{"part with another transfer encoding", edit("binary", "base64"), 400, notTaken, "it is 'base64'"},
		{"header without a colon", edit("Content-Type: application/http", "Content-Type"), 400, notTaken, "The header 'Content-Type' is invalid"},
		{"header with a control character", edit("application/http", "application/http\x00"), 400, notTaken, "is invalid"},
		{"header twice", edit("Content-Transfer-Encoding: binary", "Content-Type: application/http"), 400, notTaken, "Duplicate header with name 'Content-Type'"},
		{"no request line", edit("POST tasks HTTP/1.1", ""), 400, notTaken, "request line"},
		{"no URL", edit("POST tasks HTTP/1.1", "POST HTTP/1.1"), 400, notTaken, "request line"},
		{"HTTP/2", edit("HTTP/1.1", "HTTP/2"), 400, notTaken, "'HTTP/1.1'"},
		{"URL too long", edit("tasks", "tasks?tag="+strings.Repeat("x", 65536)), 501, "NotCovered", "65536 characters"},
		{"version", edit("tasks", "/api/api/data/v9.2/tasks"), 400, notTaken, "Requested API Version 'data' was not understood."},
		{"batch in a batch", batchBody(part, operation("POST", "$batch", "x")), 400, notTaken, "cannot contain another batch"},
		{"batch in a batch by its path", batchBody(part, operation("POST", "/api/data/v9.2/$batch", "x")), 400, notTaken, "cannot contain another batch"},
		{"change set in a change set", batchBody(part, changeSet(task("1"), changeSet(task("2")))), 400, notTaken, "cannot hold another change set"},
		{"change set without a boundary", batchBody(part, strings.Replace(changeSet(task("1")), "; boundary=\"c\"", "", 1)), 400, notTaken, "boundary specification"},
		{"GET in a change set", batchBody(part, changeSet(task("1"), inChangeSet("2", "GET", "tasks", ""))), 400, notTaken,
			"An invalid HTTP method 'GET' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'."},
		{"no Content-ID", batchBody(part, changeSet(task("1"), part)), 400, notTaken, "The header with name 'Content-ID' was not present in the header collection of the batch operation."},
		{"Content-ID twice", batchBody(part, changeSet(task("1"), task("1"))), 400, notTaken, "The content ID '1' was found more than once in the same change set."},
		{"too many in a change set", batchBody(changeSet(many(1001)...)), 400, notTaken, "The current change set contains too many operations. A maximum number of '1000' operations are allowed in a change set."},
		{"too many", batchBody(part, changeSet(many(1000)...)), 400, notTaken, "The current batch message contains too many parts."},
	}
}

// A fault in the form of a batch is found before any operation runs.
func TestMalformedBatches(t *testing.T) {
	c := start(t, emulator.Options{})
	before := c.snapshot()
	for _, tt := range malformedBatches() {
		r := c.send("POST", "$batch", tt.body, "Content-Type", "multipart/mixed; boundary=b")
		if code, message := r.refusal(); r.status != tt.status || code != tt.code || !strings.Contains(message, tt.message) {
			t.Errorf("%s: %d %s %q, want %d %s %q", tt.name, r.status, code, message, tt.status, tt.code, tt.message)
		}
		if c.snapshot() != before {
			t.Fatalf("%s: the rows changed", tt.name)
		}
	}
}

func TestBatchRequestsThatAreNone(t *testing.T) {
	c := start(t, emulator.Options{})
	body := batchBody(operation("GET", "WhoAmI", ""))
	c.refuses([]refused{
		{"no type", "", "$batch", body, []string{"Content-Type", ""}, 400, "0x80060888", `must have a "Content-Type" header`},
		{"another type", "", "$batch", body, []string{"Content-Type", "text/plain"}, 400, "0x80060888", `must be of type "multipart/mixed"`},
		{"JSON", "", "$batch", "{}", nil, 501, "NotCovered", "$batch in JSON"},
		{"no boundary", "", "$batch", body, []string{"Content-Type", "multipart/mixed"}, 400, "0x80060888", "boundary specification"},
		{"another method", "PUT", "$batch", body, []string{"Content-Type", "multipart/mixed; boundary=b"}, 405, "0x80060888", "PUT"},
		{"a segment too many", "", "$batch/x", body, []string{"Content-Type", "multipart/mixed; boundary=b"}, 404, "0x8006088a", "'x'"},
		{"another version of OData", "", "$batch", body, []string{"Content-Type", "multipart/mixed; boundary=b", "OData-Version", "3.0"}, 400, "0x80060888", "OData-Version"},
		{"a user who is not there", "", "$batch", body, []string{"Content-Type", "multipart/mixed; boundary=b", "MSCRMCallerID", emulator.AccountID}, 404, "0x80040217", "systemuser With Id"},
		{"a preference", "", "$batch", body, []string{"Content-Type", "multipart/mixed; boundary=b", "Prefer", "respond-async"}, 501, "NotCovered", "respond-async"},
	})
	if r := c.do("POST", c.conn.ServiceRootURL+"$batch", []byte(body), map[string]string{"Content-Type": "multipart/mixed; boundary=b"}); r.status != 401 {
		t.Errorf("without a token: %d", r.status)
	}
}

// The limit counts the operations, and a thousand operations are within it.
func TestAThousandOperations(t *testing.T) {
	c := start(t, emulator.Options{})
	var outside, inside []string
	for i := range 500 {
		outside = append(outside, operation("POST", "tasks", `{"subject":"x"}`))
		inside = append(inside, inChangeSet(fmt.Sprint(i), "POST", "tasks", `{"subject":"y"}`))
	}
	r := c.batch(append(outside, changeSet(inside...)))
	parts := r.mustParts(t, 501)
	if set := parts[500].changeSet; r.status != 200 || len(set) != 500 || set[499].contentID != "499" {
		t.Errorf("%d, and %d parts of the change set", r.status, len(set))
	}
	for i, p := range append(parts[:500:500], parts[500].changeSet...) {
		if p.status != 204 {
			t.Errorf("operation %d: %d %s", i, p.status, p.body)
		}
	}
	if rows, err := c.Rows("tasks"); err != nil || len(rows) != 1000 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if got := c.Requests(); len(got) != 1 || got[0].Target != "/api/data/v9.2/$batch" {
		t.Errorf("%d requests recorded, want the one", len(got))
	}
}

// Dataverse requires CRLF. Without it, the last operation has no readable body, and the
// response says so.
func TestBatchLineBreaks(t *testing.T) {
	one, two := operation("POST", "tasks", `{"subject":"1"}`), operation("POST", "tasks", `{"subject":"2"}`)
	set := changeSet(inChangeSet("1", "POST", "tasks", `{"subject":"1"}`), inChangeSet("2", "POST", "tasks", `{"subject":"2"}`))
	lf := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
	for _, tt := range []struct {
		name, body     string
		want, subjects string
	}{
		{"CRLF", batchBody(one, two), "204 204", "1,2"},
		{"none at the end", strings.TrimSuffix(batchBody(one, two), "\r\n"), "204 400", "1"},
		{"LF", lf(batchBody(one, two)), "204 400", "1"},
		{"LF and two at the end", lf(batchBody(one, two)) + "\n", "204 204", "1,2"},
		{"LF within a body", batchBody(one, strings.Replace(two, `{"`, "{\n\"", 1)), "204 204", "1,2"},
		{"LF before a reading operation", lf(batchBody(one, operation("GET", "WhoAmI", ""))), "204 200", "1"},
		{"none at the end, behind a change set", strings.TrimSuffix(batchBody(set), "\r\n"), "[1:204 2:204]", "1,2"},
		{"LF with a change set", lf(batchBody(set)), "[2:400]", ""},
		{"a preamble and an epilogue", "x\r\n" + batchBody(one, two) + "y\r\n", "204 204", "1,2"},
		{"white space behind the boundaries", strings.ReplaceAll(batchBody(one, two), "--b\r\n", "--b \t\r\n"), "204 204", "1,2"},
	} {
		c := start(t, emulator.Options{})
		r := c.send("POST", "$batch", tt.body, "Content-Type", `multipart/mixed; boundary="b"`)
		parts, err := r.parts()
		if got := statuses(parts); err != nil || got != tt.want || c.subjectsOf() != tt.subjects {
			t.Errorf("%s: %s and tasks %s, want %s and %s (%v)\n%s", tt.name, got, c.subjectsOf(), tt.want, tt.subjects, err, r.body)
		}
		if failed := strings.Contains(tt.want, "400"); failed != strings.Contains(string(r.body), "Stream was not readable") || failed != (r.status == 400) {
			t.Errorf("%s: %d %s", tt.name, r.status, r.body)
		}
	}
}

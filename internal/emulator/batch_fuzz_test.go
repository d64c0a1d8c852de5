package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// FuzzBatch sends any text as a batch. The emulator does not panic and does not respond
// with 500. The response is a multipart body that the standard library can read, or an
// error. A batch that is refused for its form changes nothing. A batch that is a single
// change set is applied wholly or not at all.
func FuzzBatch(f *testing.F) {
	for _, tt := range malformedBatches() {
		if len(tt.body) < 10_000 {
			f.Add(tt.body, false)
		}
	}
	task, account := operation("POST", "tasks", `{"subject":"x"}`), inChangeSet("1", "POST", "accounts", `{"name":"A"}`)
	for _, body := range []string{
		batchBody(task, changeSet(account, inChangeSet("2", "PATCH", "$1", `{"primarycontactid@odata.bind":"$1"}`))),
		batchBody(changeSet(account, inChangeSet("2", "PUT", "$1/primarycontactid/$ref", `{"@odata.id":"$2"}`))),
		batchBody(operation("GET", "/api/data/v9.2/accounts?$filter=name eq 'Contoso Ltd'", ""), operation("DELETE", "http://emulator/api/data/v9.2/tasks("+rowID(1)+")", "")),
		batchBody(changeSet(account, inChangeSet("2", "POST", sensors+"/"+crm+"CreateMultiple", targets("contoso_sensordata", "", `"contoso_value":1`)))),
		batchBody(changeSet(account, inChangeSet("2", "POST", "tasks", longSubject()))),
		strings.ReplaceAll(batchBody(task, task), "\r\n", "\n"),
		"x\r\n" + batchBody(task) + "y",
	} {
		f.Add(body, true)
		f.Add(body, false)
	}
	f.Fuzz(func(t *testing.T, body string, goOn bool) {
		e, err := emulator.New(emulator.Options{Now: fixedClock})
		if err != nil {
			t.Fatal(err)
		}
		c := &client{TB: t, Server: &emulator.Server{Emulator: e}}
		before := c.snapshot()
		r := httptest.NewRequest(http.MethodPost, "http://emulator/api/data/v9.2/$batch", strings.NewReader(body))
		header := []string{"Content-Type", "multipart/mixed; boundary=b"}
		if goOn {
			header = append(header, "Prefer", "odata.continue-on-error")
		}
		for name, value := range (&client{token: issue(t, e)}).header(header...) {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		got := response{w.Code, w.Header(), w.Body.Bytes()}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "multipart/mixed") {
			isText := strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain")
			if w.Code < 400 || w.Code == 500 || !isText && c.snapshot() != before {
				t.Errorf("%d %s, and the store changed: %t", w.Code, w.Body, c.snapshot() != before)
			}
			return
		}
		parts, err := got.parts()
		if err != nil || len(parts) == 0 {
			t.Fatalf("%v in %s", err, w.Body)
		}
		last := parts[len(parts)-1]
		if goOn && w.Code != 200 || !goOn && last.changeSet == nil && (w.Code >= 400 || last.status >= 400) && w.Code != last.status {
			t.Errorf("status %d of %s", w.Code, statuses(parts))
		}
		for _, p := range append(parts, last.changeSet...) {
			if p.status == 500 {
				t.Errorf("%s", p.body)
			}
		}
		if set := last.changeSet; len(parts) == 1 && len(set) == 1 && set[0].status >= 400 && c.snapshot() != before {
			t.Errorf("a change set was refused, but the store changed\n%s", w.Body)
		}
	})
}

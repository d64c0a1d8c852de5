package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

// FuzzServe sends any request to the Web API. The emulator does not panic and does not
// respond with 500. A request that it refuses changes nothing, except for requests on
// elastic tables that fail in part.
func FuzzServe(f *testing.F) {
	data, err := os.ReadFile("testdata/samples.json")
	if err != nil {
		f.Fatal(err)
	}
	var list []sample
	if err := json.Unmarshal(data, &list); err != nil {
		f.Fatal(err)
	}
	for _, s := range list {
		body, _ := json.Marshal(s.Body)
		f.Add(s.Method, s.Path, string(body))
	}
	f.Add("GET", "/api/data/v9.2/leads?$filter=not (contains(subject,'a''b') or revenue ge 1.5e3) and _ownerid_value eq null&$orderby=subject desc,leadid&$top=1", "")
	f.Add("PATCH", "/api/data/v9.2/new_orders(_new_accountid_value="+emulator.AccountID+",new_name='a,''b')", `{"new_total":1e-9}`)
	f.Add("GET", "/api/data/v9.2/contacts("+emulator.ContactID+")?$expand=parentcustomerid_account($select=name),Contact_Tasks", "")
	f.Add("GET", "/api/data/v9.2/accounts?$filter=contact_customer_accounts/any(c:not c/Contact_Tasks/all(t:t/subject eq 'x')) or Microsoft.Dynamics.CRM.On(PropertyName='createdon',PropertyValue='2026-01-02')", "")
	f.Add("GET", "/api/data/v9.2/EntityDefinitions(LogicalName='account')?$expand=Attributes($select=LogicalName;$filter=startswith(SchemaName,'a')),Keys", "")
	f.Fuzz(func(t *testing.T, method, target, body string) {
		u, err := url.Parse(strings.ReplaceAll(target, " ", "%20"))
		if err != nil || !strings.HasPrefix(u.Path, "/") {
			return
		}
		e, err := emulator.New(emulator.Options{Now: fixedClock})
		if err != nil {
			t.Fatal(err)
		}
		c := &client{TB: t, Server: &emulator.Server{Emulator: e}}
		before := c.snapshot()
		token := issue(t, e)
		r := httptest.NewRequest(http.MethodGet, "http://emulator/", strings.NewReader(body))
		r.Method, r.URL, r.RequestURI = method, u, u.RequestURI()
		r.Host = "emulator"
		for name, value := range (&client{token: token}).header() {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%s %s: %s", method, target, w.Body)
		}
		partly := strings.Contains(u.Path, "contoso_sensordatas/") // many rows of an elastic table
		if w.Code >= 400 && !partly && c.snapshot() != before {
			t.Errorf("%s %s: refused with %d, but the store changed", method, target, w.Code)
		}
	})
}

func issue(t *testing.T, e *emulator.Emulator) string {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {emulator.ClientID}, "client_secret": {emulator.ClientSecret}, "scope": {"http://emulator/.default"}}
	r := httptest.NewRequest(http.MethodPost, "http://emulator/"+emulator.TenantID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	token, _ := response{body: w.Body.Bytes()}.json(t)["access_token"].(string)
	return token
}

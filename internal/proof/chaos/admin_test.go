package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"sns-dynamics/internal/emulator"
)

// origin is the address of the emulator in requests.
const origin = "https://contoso.crm4.dynamics.com"

// admin sends requests to the emulator without the client under test: as an application,
// with a token of its own.
type admin struct {
	emulator *emulator.Emulator
	token    string
}

func newAdmin(e *emulator.Emulator, clientID, secret string) (*admin, error) {
	form := url.Values{
		"client_id": {clientID}, "client_secret": {secret},
		"grant_type": {"client_credentials"}, "scope": {origin + "/.default"},
	}
	r, err := http.NewRequest(http.MethodPost, origin+"/"+emulator.TenantID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := e.Transport().RoundTrip(r)
	if err != nil {
		return nil, err
	}
	var body struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil || body.Token == "" {
		return nil, fmt.Errorf("sign in: %s, %v", resp.Status, err)
	}
	return &admin{e, body.Token}, nil
}

func (a *admin) do(method, path string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil || body == nil {
		text = nil
	}
	r, err := http.NewRequest(method, origin+"/api/data/v9.2/"+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Authorization": "Bearer " + a.token, "OData-Version": "4.0", "OData-MaxVersion": "4.0",
		"Content-Type": "application/json", "Accept": "application/json",
	} {
		r.Header.Set(name, value)
	}
	resp, err := a.emulator.Transport().RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %d %s", method, path, resp.StatusCode, response)
	}
	return response, err
}

// row creates a row.
func (a *admin) row(set, id string, cells map[string]any) error {
	_, err := a.do(http.MethodPatch, set+"("+id+")", cells)
	return err
}

// join associates a lead with an account.
func (a *admin) join(l link) error {
	_, err := a.do(http.MethodPost, "accounts("+l.account+")/accountleads_association/$ref",
		map[string]any{"@odata.id": origin + "/api/data/v9.2/leads(" + l.lead + ")"})
	return err
}

// leads returns the leads that are associated with an account.
func (a *admin) leads(account string) ([]link, error) {
	text, err := a.do(http.MethodGet, "accounts("+account+")/accountleads_association?$select=leadid", nil)
	if err != nil {
		return nil, err
	}
	var list struct {
		Value []struct{ LeadID string }
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	var links []link
	for _, l := range list.Value {
		links = append(links, link{account, l.LeadID})
	}
	return links, nil
}

// database holds all rows, by entity set and id, and all links.
type database struct {
	rows  map[string]map[string]row
	links map[link]bool
}

type row map[string]any

// primaryKey returns the column of the rows' ids.
func primaryKey(set string) string {
	switch set {
	case "tasks", "opportunitycloses":
		return "activityid"
	case "opportunities":
		return "opportunityid"
	case "transactioncurrencies":
		return "transactioncurrencyid"
	case "roleprivilegescollection":
		return "roleprivilegeid"
	}
	return strings.TrimSuffix(set, "s") + "id"
}

func (a *admin) read(accounts []string) (database, error) {
	db := database{map[string]map[string]row{}, map[link]bool{}}
	for _, set := range a.emulator.Tables() {
		all, err := a.emulator.Rows(set)
		if err != nil {
			return db, err
		}
		db.rows[set] = map[string]row{}
		for _, text := range all {
			var r row
			dec := json.NewDecoder(bytes.NewReader(text))
			dec.UseNumber()
			if err := dec.Decode(&r); err != nil {
				return db, err
			}
			id, _ := r[primaryKey(set)].(string)
			if id == "" || db.rows[set][id] != nil {
				return db, fmt.Errorf("%s: no id, or one id twice: %s", set, text)
			}
			db.rows[set][id] = r
		}
	}
	for _, account := range accounts {
		if db.rows["accounts"][account] == nil {
			continue // no message created it
		}
		links, err := a.leads(account)
		if err != nil {
			return db, err
		}
		for _, l := range links {
			db.links[l] = true
		}
	}
	return db, nil
}

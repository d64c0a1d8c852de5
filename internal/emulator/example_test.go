package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"sns-dynamics/internal/emulator"
)

// A program signs in and creates a contact. The emulator refuses its first request, because
// the test asks for a throttled request.
func Example() {
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e.Fail(1, emulator.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"7"}}})

	const org = "https://contoso.crm4.dynamics.com"
	client := &http.Client{Transport: e.Transport()}
	resp, err := client.PostForm(org+"/"+emulator.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {emulator.ClientID},
		"client_secret": {emulator.ClientSecret}, "scope": {org + "/.default"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var token struct {
		Value string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil {
		fmt.Println(err)
		return
	}

	for range 2 {
		req, err := http.NewRequest(http.MethodPost, org+"/api/data/v9.2/contacts", strings.NewReader(`{"lastname":"Alvarez"}`))
		if err != nil {
			fmt.Println(err)
			return
		}
		for name, value := range map[string]string{
			"Authorization": "Bearer " + token.Value, "Content-Type": "application/json", "OData-Version": "4.0", "OData-MaxVersion": "4.0",
		} {
			req.Header.Set(name, value)
		}
		resp, err := client.Do(req)
		if err != nil {
			fmt.Println(err)
			return
		}
		resp.Body.Close()
		fmt.Println(resp.Status)
	}
	for _, r := range e.Requests() {
		fmt.Println(r.Service, r.Method, r.Status)
	}
	// Output:
	// 429 Too Many Requests
	// 204 No Content
	// entra POST 200
	// dataverse POST 429
	// dataverse POST 204
}

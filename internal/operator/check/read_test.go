package check_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/check"
)

// TestRead compares the model with schema.json.
func TestRead(t *testing.T) {
	m := newEnvironment(t).read(t)
	order := m.Types["new_order"]
	for name, want := range map[string]any{
		"entity set":          m.Sets["new_orders"] == "new_order" && m.Sets["leads"] == "lead",
		"primary key":         order.ID == "new_orderid",
		"column":              order.Columns["new_sourceversion"] == check.Column{Type: "Edm.Int64"},
		"lookup column":       order.Columns["_new_accountid_value"] == check.Column{Type: "Edm.Guid"},
		"lookup":              order.Lookups["new_AccountId"] == check.Lookup{Target: "account", Column: "_new_accountid_value"},
		"owner":               order.Lookups["ownerid"].Target == "principal" && m.Types["team"].Base == "principal" && m.Types["principal"].Abstract,
		"collection":          m.Types["account"].Collections["new_account_new_order"] == "new_order",
		"open type":           m.Types["expando"].Open,
		"complex type":        m.Types["RolePrivilege"].Kind == check.Complex && m.Types["RolePrivilege"].Columns["PrivilegeId"].Type == "Edm.Guid",
		"enum type":           m.Types["PrivilegeDepth"].Kind == check.Enum,
		"function, no action": cmp.Equal(m.Functions, []string{"WhoAmI", "RetrieveUserPrivileges", "GetTimeZoneCodeByLocalizedName", "InitializeFrom"}) && m.Actions["WhoAmI"] == nil,
	} {
		if want != true {
			t.Errorf("%s is not as it should be", name)
		}
	}
	wantKeys := []check.Key{
		{Name: "OrderNumber", Columns: []string{"new_ordernumber"}, Index: "Active"},
		{Name: "AccountandName", Columns: []string{"_new_accountid_value", "new_name"}, Index: "Active"},
		{Name: "ExternalId", Columns: []string{"new_externalid"}, Index: "Pending"},
	}
	if diff := cmp.Diff(wantKeys, order.Keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	text := check.Column{Type: "Edm.String", NotNull: true}
	for name, want := range map[string]check.Action{
		"WinOpportunity":       {Binding: check.Unbound, Parameters: map[string]check.Column{"Status": {Type: "Edm.Int32", NotNull: true}, "OpportunityClose": {Type: "opportunityclose", NotNull: true}}},
		"new_AddNoteToContact": {Binding: check.ToRow, BoundTo: "contact", Parameters: map[string]check.Column{"NoteTitle": text, "NoteText": text}},
		"new_AssignTerritory":  {Binding: check.ToCollection, BoundTo: "lead", Parameters: map[string]check.Column{"TerritoryName": text, "DueDate": {Type: "Edm.DateTimeOffset"}}},
		"AddPrivilegesRole":    {Binding: check.ToRow, BoundTo: "role", Parameters: map[string]check.Column{"Privileges": {Type: "Collection(RolePrivilege)", NotNull: true}}},
	} {
		if diff := cmp.Diff([]check.Action{want}, m.Actions[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCacheIsUsedWhileNothingChanges(t *testing.T) {
	e, file := newEnvironment(t), filepath.Join(t.TempDir(), "host", "metadata-v9.2.json")
	first, err := check.Read(t.Context(), e.client, file)
	if err != nil || first.Cached || len(first.Warnings) > 0 {
		t.Fatalf("Read = %+v, %v", first, err)
	}
	wantAsked(t, e, 200, 200)
	second, err := check.Read(t.Context(), e.client, file)
	if err != nil || !second.Cached || len(second.Warnings) > 0 {
		t.Fatalf("second Read = %+v, %v", second, err)
	}
	wantAsked(t, e, 304, 200)
	if diff := cmp.Diff(first.Model, second.Model, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the cached model differs (-read +cached):\n%s", diff)
	}
	for path, want := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
	if files, _ := filepath.Glob(filepath.Dir(file) + "/*"); len(files) != 1 {
		t.Errorf("files left behind: %v", files)
	}
	if text, _ := os.ReadFile(file); strings.Contains(string(text), emulator.ClientSecret) || strings.Contains(string(text), "access_token") {
		t.Error("the cache holds a secret")
	}
}

// A damaged cache, or the cache of another program, is read again and replaced.
func TestCacheThatIsDamaged(t *testing.T) {
	e, file := newEnvironment(t), filepath.Join(t.TempDir(), "metadata.json")
	if _, err := check.Read(t.Context(), e.client, file); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	e.ForgetRequests()
	for name, text := range map[string]string{
		"empty":          "",
		"cut off":        string(good[:len(good)/2]),
		"another name":   strings.Replace(string(good), `"accounts"`, `"acc0unts"`, 1),
		"another ETag":   strings.Replace(string(good), `"etag":"W/`, `"etag":"w/`, 1),
		"another format": strings.Replace(string(good), `"format":2`, `"format":1`, 1),
		"no model":       `{"format":2,"etag":"W/\"x\"","sha256":"","model":null}`,
	} {
		if text == string(good) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := check.Read(t.Context(), e.client, file)
		if err != nil || r.Cached || r.Model.Sets["accounts"] != "account" {
			t.Errorf("%s: Read = %+v, %v", name, r, err)
		}
		wantAsked(t, e, 200, 200)
		if mended, err := os.ReadFile(file); err != nil || string(mended) != string(good) {
			t.Errorf("%s: the cache was not mended: %v", name, err)
		}
	}
}

func TestCacheThatCannotBeWritten(t *testing.T) {
	e, file := newEnvironment(t), filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := check.Read(t.Context(), e.client, filepath.Join(file, "metadata.json"))
	if err != nil || r.Model == nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "not kept for the next time") {
		t.Errorf("Read = %+v, %v, want the model and a warning", r, err)
	}
}

// TestCacheOfAChangedEnvironment reads a document that has changed.
func TestCacheOfAChangedEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "metadata.json")
	edit := func(h http.Header, body string) (http.Header, string) {
		h.Set("ETag", `W/"older"`)
		return h, strings.ReplaceAll(body, `Name="telephone1"`, `Name="telephone0"`)
	}
	e := newEnvironment(t)
	older := newClient(t, edited{e.Transport(), edit})
	r, err := check.Read(t.Context(), older, file)
	if _, ok := r.Model.Types["account"].Columns["telephone0"]; err != nil || !ok {
		t.Fatalf("Read = %v, without the older column", err)
	}
	r, err = check.Read(t.Context(), e.client, file)
	if _, ok := r.Model.Types["account"].Columns["telephone1"]; err != nil || !ok || r.Cached {
		t.Errorf("Read = cached %v, %v, want the newer column", r.Cached, err)
	}
	r, err = check.Read(t.Context(), e.client, file)
	if err != nil || !r.Cached {
		t.Errorf("Read = cached %v, %v, want the cache", r.Cached, err)
	}
}

// Without an ETag nothing shows whether a cached document is still current.
func TestDocumentWithoutETag(t *testing.T) {
	file := filepath.Join(t.TempDir(), "metadata.json")
	e := newEnvironment(t)
	client := newClient(t, edited{e.Transport(), func(h http.Header, body string) (http.Header, string) {
		h.Del("ETag")
		return h, body
	}})
	for range 2 {
		if r, err := check.Read(t.Context(), client, file); err != nil || r.Cached || len(r.Warnings) > 0 {
			t.Errorf("Read = %+v, %v", r, err)
		}
	}
	wantAsked(t, e, 200, 200, 200, 200)
}

// A user without the right to read definitions still gets the keys, but not their indexes.
func TestKeysThatCannotBeRead(t *testing.T) {
	e := newEnvironment(t)
	r, err := check.Read(t.Context(), newClient(t, refusing{e.Transport()}), "")
	if err != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "not known: read the alternate keys: GET EntityDefinitions: 403 0x80040220") {
		t.Fatalf("Read = %+v, %v, want a warning", r, err)
	}
	want := []check.Key{{Columns: []string{"new_ordernumber"}}, {Columns: []string{"_new_accountid_value", "new_name"}}}
	if diff := cmp.Diff(want, r.Model.Types["new_order"].Keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

func TestReadFails(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(http.Header, string) (http.Header, string)
		want string
	}{
		"no document":   {func(h http.Header, _ string) (http.Header, string) { return h, "{}" }, "read the metadata document: it names no entity set"},
		"a part of one": {func(h http.Header, body string) (http.Header, string) { return h, body[:len(body)/2] }, "unexpected EOF"},
		"entities": {func(h http.Header, body string) (http.Header, string) {
			return h, strings.Replace(body, "?>", `?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`, 1)
		}, "document type declaration"},
		"an entity": {func(h http.Header, body string) (http.Header, string) {
			return h, strings.Replace(body, `"accountid"`, `"&a;"`, 1)
		}, "invalid character entity"},
	} {
		e := newEnvironment(t)
		file := filepath.Join(t.TempDir(), "metadata.json")
		_, err := check.Read(t.Context(), newClient(t, edited{e.Transport(), tt.edit}), file)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s: it was kept", name)
		}
	}
	e := newEnvironment(t)
	e.Fail(1, emulator.Fault{Status: http.StatusForbidden, Body: `{"error":{"code":"0x80072560","message":"no user"}}`})
	_, err := check.Read(t.Context(), e.client, "")
	if dynamics.ClassOf(err) != operation.Misconfigured {
		t.Errorf("Read = %v, want what Dataverse said", err)
	}
}

func TestCacheFile(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "/cache")
	for root, want := range map[string]string{
		"https://org.api.crm4.dynamics.com/api/data/v9.2/": "/cache/sns-dynamics/org.api.crm4.dynamics.com/metadata-v9.2.json",
		"http://127.0.0.1:8086/api/data/v9.1/":             "/cache/sns-dynamics/127.0.0.1_8086/metadata-v9.1.json",
		"https://../api/data/v9.2/":                        "",
		"https:///api/data/v9.2/":                          "",
		"https://org.example/api/data/..":                  "",
		"%":                                                "",
	} {
		if got, err := check.CacheFile(root); got != want || (err == nil) != (want != "") {
			t.Errorf("CacheFile(%q) = %q, %v, want %q", root, got, err, want)
		}
	}
}

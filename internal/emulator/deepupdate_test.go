package emulator_test

import (
	"encoding/json"
	"os"
	"testing"

	"sns-dynamics/internal/emulator"
)

// patchCase is a case of PATCH requests, one or several.
type patchCase struct {
	Request []struct {
		Method, Path string
		Headers      map[string]string
		Body         json.RawMessage
	}
	Right struct {
		Status int
		Body   struct {
			Error struct{ Code, Message string }
		}
	}
}

// TestPatchTakesNoRelatedRows: every PATCH with related rows is refused, before the
// emulator looks for the row. The same body in a POST, with the primary key, makes all
// rows.
func TestPatchTakesNoRelatedRows(t *testing.T) {
	text, err := os.ReadFile("testdata/cases/01-patch-deep-insert.json")
	if err != nil {
		t.Fatal(err)
	}
	var known patchCase
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	c := start(t, emulator.Options{})
	task := c.must(204, "POST", "tasks", `{"subject":"x"}`).created()
	before := c.snapshot()
	var tests []refused
	for _, r := range known.Request {
		var header []string
		for name, value := range r.Headers {
			header = append(header, name, value)
		}
		tests = append(tests, refused{r.Path, r.Method, r.Path, string(r.Body), header, known.Right.Status, known.Right.Body.Error.Code, known.Right.Body.Error.Message})
	}
	account := "accounts(" + emulator.AccountID + ")"
	for name, header := range map[string][]string{"a row that is there": {"If-Match", "*"}, "another version": {"If-Match", `W/"1"`}, "no condition": nil} {
		for _, body := range []string{`{"Account_Tasks":[]}`, `{"Account_Tasks@odata.bind":[]}`, `{"Account_Tasks@odata.bind":["/tasks(` + task + `)"]}`, `{"primarycontactid":{"lastname":"x"}}`} {
			tests = append(tests, refused{name, "PATCH", account, body, header, 400, "0x80060888", "Deep update of navigation properties is not allowed."})
		}
	}
	c.refuses(tests)
	if after := c.snapshot(); after != before {
		t.Error("the store changed")
	}
	const id = "00000011-aaaa-4bbb-8ccc-000000000011"
	body := `{"accountid":"` + id + `","name":"Heron Mill","Account_Tasks":[{"subject":"Call the miller"}]}`
	if got := c.must(204, "POST", "accounts", body).created(); got != id {
		t.Errorf("the row is %s, want %s", got, id)
	}
	if tasks := c.must(200, "GET", "accounts("+id+")/Account_Tasks?$select=subject", "").values(t); len(tasks) != 1 {
		t.Errorf("tasks %v, want one", tasks)
	}
	before = c.snapshot()
	c.refuses([]refused{{"a taken id", "POST", "accounts", body, nil, 412, "0x80040237", "A record with matching key values already exists."}})
	if after := c.snapshot(); after != before {
		t.Error("the store changed")
	}
}

// TestElasticTakesNoRelatedRows: rows of an elastic table are made one by one.
func TestElasticTakesNoRelatedRows(t *testing.T) {
	c := start(t, emulator.Options{})
	c.refuses([]refused{{"elastic", "POST", "contoso_sensordatas", `{"contoso_deviceid":"d","ownerid":{"fullname":"x"}}`, nil, 400, "0x80040265", "Cannot create related entities. Create has to be called individually for each entity."}})
}

// TestKeyInTheBodyWins: a new row has the values of its key in the body. The key of an
// existing row does not change.
func TestKeyInTheBodyWins(t *testing.T) {
	text, err := os.ReadFile("testdata/cases/04-upsert-key-also-in-body.json")
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		Request struct {
			Method, Path string
			Body         json.RawMessage
		}
		Right struct {
			Answer struct{ Status int }
			Rows   []string `json:"rows_then"`
		}
	}
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	c := start(t, emulator.Options{})
	c.must(known.Right.Answer.Status, known.Request.Method, known.Request.Path, string(known.Request.Body))
	rows := c.must(200, "GET", "new_orders?$select=new_ordernumber", "").values(t)
	if len(rows) != 1 || rows[0]["new_ordernumber"] != known.Right.Rows[0] {
		t.Errorf("rows %v, want %v", rows, known.Right.Rows)
	}
	c.refuses([]refused{{"again", known.Request.Method, known.Request.Path, string(known.Request.Body), nil, 412, "0x80060892", ""}})
	c.must(204, "PATCH", "new_orders(new_ordernumber='HM-21')", `{"new_ordernumber":"HM-22","new_name":"y"}`)
	if got := c.must(200, "GET", "new_orders(new_ordernumber='HM-21')", "").json(t)["new_name"]; got != "y" {
		t.Errorf("name %v", got)
	}
}

// TestCreatedOn checks the maker of a row and the time.
func TestCreatedOn(t *testing.T) {
	c := start(t, emulator.Options{Now: fixedClock})
	const made = "2026-11-21T07:00:00Z"
	for name, tt := range map[string]struct {
		body, by, behalf, created, overridden string
		header                                []string
	}{
		"itself":     {body: `{"name":"x"}`, by: emulator.ApplicationUserID, created: made},
		"for a user": {body: `{"name":"x"}`, by: emulator.AnaID, behalf: emulator.ApplicationUserID, created: made, header: []string{"MSCRMCallerID", emulator.AnaID}},
		"overridden": {body: `{"name":"x","overriddencreatedon":"2001-02-03T04:05:06Z"}`, by: emulator.ApplicationUserID, created: "2001-02-03T04:05:06Z", overridden: made},
		"of another": {body: `{"name":"x","createdon":"2001-02-03T04:05:06Z"}`, by: emulator.ApplicationUserID, created: made},
	} {
		id := c.must(204, "POST", "accounts", tt.body, tt.header...).created()
		c.must(204, "PATCH", "accounts("+id+")", `{"name":"y","overriddencreatedon":"2002-02-03T04:05:06Z"}`)
		row := c.must(200, "GET", "accounts("+id+")", "").json(t)
		for column, want := range map[string]string{"createdon": tt.created, "overriddencreatedon": tt.overridden, "_createdby_value": tt.by, "_createdonbehalfby_value": tt.behalf} {
			if got, _ := row[column].(string); got != want {
				t.Errorf("%s: %s %q, want %q", name, column, got, want)
			}
		}
	}
}

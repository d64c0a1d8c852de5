package jsonedit

import "testing"

func TestSet(t *testing.T) {
	const text = `{"operation": "create", "data": {"z": 1.50, "a": [{"n": 1e400}, 2], "c_account@odata.bind": "/accounts(1)"}}`
	for _, tt := range []struct{ path, value, want, err string }{
		{"operation", `"update"`, `{"operation":"update","data":{"z":1.50,"a":[{"n":1e400},2],"c_account@odata.bind":"/accounts(1)"}}`, ""},
		{"data.z", `2.00`, `{"operation":"create","data":{"z":2.00,"a":[{"n":1e400},2],"c_account@odata.bind":"/accounts(1)"}}`, ""},
		{"data.b", `{"x": null}`, `{"operation":"create","data":{"z":1.50,"a":[{"n":1e400},2],"c_account@odata.bind":"/accounts(1)","b":{"x":null}}}`, ""},
		{"data.a.0.n", `true`, `{"operation":"create","data":{"z":1.50,"a":[{"n":true},2],"c_account@odata.bind":"/accounts(1)"}}`, ""},
		{"data.c_account@odata.bind", `""`, `{"operation":"create","data":{"z":1.50,"a":[{"n":1e400},2],"c_account@odata.bind":""}}`, ""},
		{"key.sub.x", `1`, `{"operation":"create","data":{"z":1.50,"a":[{"n":1e400},2],"c_account@odata.bind":"/accounts(1)"},"key":{"sub":{"x":1}}}`, ""},
		{"data.a.2", `1`, "", `data.a.2: 2: expected the number of an item, from 0 to 1`},
		{"operation.x", `1`, "", `operation.x: x is below a value that is no object and no array`},
		{"data..x", `1`, "", `"data..x": expected names with dots between them`},
		{"", `1`, "", `"": expected names with dots between them`},
	} {
		got, err := Set([]byte(text), tt.path, []byte(tt.value))
		if message := errorText(err); string(got) != tt.want || message != tt.err {
			t.Errorf("Set(%s)\n got %s %s\nwant %s %s", tt.path, got, message, tt.want, tt.err)
		}
	}
}

func TestSetInAnEmptyObject(t *testing.T) {
	got, err := Set([]byte(`{ }`), "a.<b>", []byte(`[1.0]`))
	if want := `{"a":{"<b>":[1.0]}}`; err != nil || string(got) != want {
		t.Errorf("Set = %s, %v, want %s", got, err, want)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

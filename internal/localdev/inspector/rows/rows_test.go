package rows

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestDifferences(t *testing.T) {
	for _, tt := range []struct{ was, is, want string }{
		{`{"a":1,"b":"x","c":null}`, `{"a":1,"b":"y","c":2}`, "b x>y, c >2 | a 1>1"},
		{`{"a":1.10}`, `{"a":1.1}`, "a 1.10>1.1 | "},
		{``, `{"a":1,"modifiedon":"2026-11-21","@odata.etag":"W/1"}`, "a >1 | "},
		{`{"a":1}`, ``, "a 1> | "},
		{``, ``, " | "},
		{`{"a":null,"b":"","c":"","d":" "}`, `{"a":"","b":null,"c":" ","d":null}`, `a >"", b "">, c "">" ", d " "> | `},
		{`{"a":"x y","b":"x"}`, `{"a":"x\u00a0y","b":"x \n"}`, `a "x y">"x\u00a0y", b "x">"x \n" | `},
	} {
		changed, unchanged := Differences(json.RawMessage(tt.was), json.RawMessage(tt.is))
		if got := line(changed) + " | " + line(unchanged); got != tt.want {
			t.Errorf("%s to %s: %q, want %q", tt.was, tt.is, got, tt.want)
		}
	}
}

func line(all []Difference) string {
	var texts []string
	for _, d := range all {
		texts = append(texts, d.Column+" "+d.Before+">"+d.After)
	}
	return strings.Join(texts, ", ")
}

func TestTabulate(t *testing.T) {
	names, all := Tabulate([]json.RawMessage{
		json.RawMessage(`{"name":"A","_owner_value":"o","accountid":"1","isprivate":false,"nothing":null}`), json.RawMessage(`{"name":"B","accountid":"2","revenue":1.50}`),
	})
	if got := strings.Join(names, " "); got != "accountid name revenue _owner_value" {
		t.Errorf("columns = %s", got)
	}
	if got := fmt.Sprint(all[0].Cells, all[1].Cells); got != "[1 A  o] [2 B 1.50 ]" {
		t.Errorf("cells = %s", got)
	}
}

func TestContaining(t *testing.T) {
	all := []json.RawMessage{json.RawMessage(`{"name":"Fourth Coffee","city":"Ulm"}`), json.RawMessage(`{"name":"Fourth Wall"}`)}
	for text, want := range map[string]int{"": 2, "fourth": 2, "COFFEE ulm": 1, "coffee wall": 0} {
		if got := Containing(all, text); len(got) != want {
			t.Errorf("%q: %d rows, want %d", text, len(got), want)
		}
	}
}
